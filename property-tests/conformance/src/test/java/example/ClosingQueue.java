package example;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.Semaphore;

/**
 * A bounded queue in front of a peer, as anybody might write it, that logs what it does as a trace.
 *
 * <p>It uses nothing of Handoff and knows nothing of its stages: one queue, one writer. The stages
 * of the specification that it does not have are hidden actions. {@code drain} is the right order
 * of a close, {@code hurry} the one that so many programs have.
 */
public final class ClosingQueue implements Runnable {
  private static final int CAPACITY = 8;

  private final Queue<Integer> queue = new ArrayDeque<>();
  private final OutputStream peer;
  private final PrintWriter trace;
  private final boolean hurry;
  private int offered;
  private int logged;
  private boolean closing;

  private ClosingQueue(OutputStream peer, PrintWriter trace, boolean hurry) {
    this.peer = peer;
    this.trace = trace;
    this.hurry = hurry;
    trace.println(
        """
        {"handoff":"trace","version":1,"protocol":"shutdown","module":"PeerShutdown",\
        "constants":{"Messages":"1..40","Fragments":"[m \\\\in 1..40 |-> 0]","RequestCapacity":"%d",\
        "WriteCapacity":"1","ChannelCapacity":"1","MayStall":"FALSE"},\
        "hidden":["Forward","Fetch","Send","Encode","Write"]}"""
            .formatted(CAPACITY));
  }

  /** Accepts the next message, or refuses it. */
  synchronized boolean offer() {
    int message = ++offered;
    boolean accepted = !closing && queue.size() < CAPACITY;
    if (accepted) {
      queue.add(message);
      notifyAll();
    }
    log("Offer", ",\"args\":[" + message + "]" + seen(message, accepted ? "accepted" : "refused"));
    return accepted;
  }

  synchronized void close() {
    closing = true;
    notifyAll();
    log("BeginClose", "");
  }

  @Override
  public void run() {
    try (peer) {
      for (OptionalInt next = next(); next.isPresent(); next = next()) {
        peer.write(next.getAsInt());
        peer.flush();
        log("Confirm", seen(next.getAsInt(), "delivered"));
      }
    } catch (IOException e) {
      throw new IllegalStateException("this peer does not fail", e);
    }
    log("Finish", "");
    log("Announce", "");
  }

  private synchronized OptionalInt next() {
    while (queue.isEmpty() && !closing) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts", e);
      }
    }
    boolean ended = hurry ? closing : queue.isEmpty();
    return ended ? OptionalInt.empty() : OptionalInt.of(queue.remove());
  }

  private static String seen(int message, String status) {
    return ",\"state\":{\"status[" + message + "]\":\"\\\"" + status + "\\\"\"}";
  }

  /** After the step, before anybody can take one that depends on it. */
  private synchronized void log(String action, String more) {
    trace.println("{\"seq\":" + ++logged + ",\"action\":\"" + action + "\"" + more + "}");
  }

  /** Runs it with two producers and a peer that stops reading until the close has begun. */
  public static void main(String[] args) throws Exception {
    if (args.length != 2 || !(args[0].equals("drain") || args[0].equals("hurry"))) {
      throw new IllegalArgumentException("usage: ClosingQueue drain|hurry FILE.ndjson");
    }
    Semaphore reads = new Semaphore(3);
    OutputStream peer =
        new OutputStream() {
          @Override
          public void write(int message) {
            reads.acquireUninterruptibly();
          }
        };
    try (PrintWriter trace = new PrintWriter(args[1], "UTF-8")) {
      ClosingQueue queue = new ClosingQueue(peer, trace, args[0].equals("hurry"));
      Thread writer = new Thread(queue, "writer");
      Thread[] producers = {new Thread(() -> produce(queue)), new Thread(() -> produce(queue))};
      writer.start();
      for (Thread producer : producers) {
        producer.start();
      }
      for (Thread producer : producers) {
        producer.join();
      }
      queue.close();
      queue.offer();
      reads.release(CAPACITY + 1);
      writer.join();
    }
  }

  private static void produce(ClosingQueue queue) {
    for (int i = 0; i < 15; i++) {
      queue.offer();
    }
  }
}
