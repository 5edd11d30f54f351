package dev.handoff.tlc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The main class of a child process of {@link ChildEngine}.
 *
 * <p>Standard input: the job's length and bytes, then nothing; its end means that the parent is
 * gone. Standard output: any number of readings (a zero, then four longs), then the outcome's
 * length and bytes.
 */
final class ChildMain {
  private ChildMain() {}

  public static void main(String[] arguments) throws IOException {
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream out = new DataOutputStream(System.out);
    System.setOut(System.err); // whatever the tools print must not get between the readings
    byte[] job = in.readNBytes(in.readInt());
    Thread orphaned =
        new Thread(
            () -> {
              try {
                if (in.read() < 0) {
                  Runtime.getRuntime().halt(1);
                }
              } catch (IOException e) {
                Runtime.getRuntime().halt(1);
              }
            },
            "orphan-watch");
    orphaned.setDaemon(true);
    orphaned.start();
    byte[] outcome = new Inside().apply(job, reading -> report(out, reading));
    out.writeInt(outcome.length);
    out.write(outcome);
    out.flush();
    Runtime.getRuntime().halt(0); // liveness checking may leave a thread behind
  }

  private static boolean report(DataOutputStream out, long[] reading) {
    try {
      out.writeInt(0);
      for (long number : reading) {
        out.writeLong(number);
      }
      out.flush();
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
