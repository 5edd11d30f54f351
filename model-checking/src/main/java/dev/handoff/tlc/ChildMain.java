package dev.handoff.tlc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;

/**
 * The main class of a {@link Child}.
 *
 * <p>Standard input: jobs, each as its length and bytes; its end means that the parent is gone.
 * Standard output: for each job any number of readings (a zero, then four longs), then the
 * outcome's length and bytes.
 */
final class ChildMain {
  /** The system property that says that more than one job is to come, of whatever modules. */
  static final String MANY = "handoff.many";

  private ChildMain() {}

  public static void main(String[] arguments)
      throws IOException, TlcException, InterruptedException {
    DataOutputStream out = new DataOutputStream(System.out);
    System.setOut(System.err); // whatever the tools print must not get between the readings
    Runs runs = Boolean.getBoolean(MANY) ? new InRooms(new IsolatedRuns()) : new Inside()::apply;
    BlockingQueue<byte[]> jobs = new LinkedBlockingQueue<>(1);
    Thread reader = new Thread(() -> readUntilTheParentIsGone(jobs), "jobs");
    reader.setDaemon(true);
    reader.start();
    while (true) {
      byte[] outcome = runs.run(jobs.take(), reading -> report(out, reading));
      out.writeInt(outcome.length);
      out.write(outcome);
      out.flush();
    }
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

  private interface Runs {
    byte[] run(byte[] job, Predicate<long[]> goOn) throws TlcException, IOException;
  }

  /** Keeps the room of the last module, as long as nothing went wrong in it. */
  private static final class InRooms implements Runs {
    private final IsolatedRuns runs;
    private String module = "";
    private IsolatedRuns.Room room;

    InRooms(IsolatedRuns runs) {
      this.runs = runs;
      this.room = runs.open();
    }

    @Override
    public byte[] run(byte[] job, Predicate<long[]> goOn) throws TlcException, IOException {
      String wanted = ((Inside.Job) Inside.read(job)).request().module();
      if (!wanted.equals(module)) {
        room.close();
        room = runs.open();
        module = wanted;
      }
      byte[] outcome = room.run(job, goOn);
      if (Inside.read(outcome) instanceof Inside.Failure) {
        module = "";
      }
      return outcome;
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
