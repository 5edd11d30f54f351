package dev.handoff.tlc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

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

  private ChildMain() {}

  public static void main(String[] arguments)
      throws IOException, TlcException, InterruptedException {
    DataOutputStream out = new DataOutputStream(System.out);
    System.setOut(System.err); // whatever the tools print must not get between the readings
    IsolatedRuns isolated = Boolean.getBoolean(ISOLATE) ? new IsolatedRuns() : null;
    BlockingQueue<byte[]> jobs = new LinkedBlockingQueue<>(1);
    Thread reader = new Thread(() -> readUntilTheParentIsGone(jobs), "jobs");
    reader.setDaemon(true);
    reader.start();
    while (true) {
      byte[] outcome = run(isolated, jobs.take(), out);
      out.writeInt(outcome.length);
      out.write(outcome);
      out.flush();
    }
  }

  private static byte[] run(@Nullable IsolatedRuns isolated, byte[] job, DataOutputStream out)
      throws TlcException {
    return isolated == null
        ? new Inside().apply(job, reading -> report(out, reading))
        : isolated.run(job, reading -> report(out, reading));
  }

  private static void readUntilTheParentIsGone(BlockingQueue<byte[]> jobs) {
    try (DataInputStream in = new DataInputStream(System.in)) {
      while (true) {
        byte[] job = new byte[in.readInt()];
        in.readFully(job);
        jobs.put(job);
      }
    } catch (IOException | InterruptedException e) {
      // Ended or broken, nobody waits for an outcome any more. Not exit: liveness checking may
      // have left threads behind.
      Runtime.getRuntime().halt(0);
    }
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
