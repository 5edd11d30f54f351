package dev.handoff.tlc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;

/**
 * The main class of a {@link Child}.
 *
 * <p>Standard input: jobs, each as its length and bytes; its end means that the parent is gone.
 * Standard output: for each job any number of readings (a zero, then four longs), then the
 * outcome's length and bytes.
 */
final class ChildMain {
  /** The system property that says that each job gets a class loader of its own. */
  static final String ISOLATE = "handoff.isolate";

  private static final int PIPE_BYTES = 1 << 16;

  private ChildMain() {}

  public static void main(String[] arguments) throws IOException, TlcException {
    DataInputStream in = new DataInputStream(watched());
    DataOutputStream out = new DataOutputStream(System.out);
    System.setOut(System.err); // whatever the tools print must not get between the readings
    IsolatedRuns isolated = Boolean.getBoolean(ISOLATE) ? new IsolatedRuns() : null;
    try {
      while (true) {
        byte[] job = new byte[in.readInt()];
        in.readFully(job);
        byte[] outcome =
            isolated == null
                ? new Inside().apply(job, reading -> report(out, reading))
                : isolated.run(job, reading -> report(out, reading));
        out.writeInt(outcome.length);
        out.write(outcome);
        out.flush();
      }
    } catch (EOFException e) {
      Runtime.getRuntime().halt(0); // liveness checking may have left threads behind
    }
  }

  /** Standard input, read ahead by a thread that ends the process when the parent is gone. */
  private static PipedInputStream watched() throws IOException {
    PipedInputStream jobs = new PipedInputStream(PIPE_BYTES);
    PipedOutputStream pipe = new PipedOutputStream(jobs);
    Thread watcher =
        new Thread(
            () -> {
              try {
                System.in.transferTo(pipe);
              } catch (IOException e) {
                // Broken is ended: fall through to the same end.
              }
              Runtime.getRuntime().halt(0);
            },
            "parent-watch");
    watcher.setDaemon(true);
    watcher.start();
    return jobs;
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
