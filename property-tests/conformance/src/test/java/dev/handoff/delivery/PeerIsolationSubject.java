package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Frame;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.conformance.Subject;
import dev.handoff.tlc.Tla;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * {@link Peers} as {@code spec/delivery/PeerIsolation.tla}: the sessions to several receivers, one
 * of which never reads. The pipe of the specification is the sink and the wire together; here the
 * wire holds nothing, except what a receiver is reading at the moment, and the sink has room for
 * {@code PipeRoom} frames.
 *
 * <table>
 * <caption>The variables</caption>
 * <tr><th>variable</th><th>read from</th></tr>
 * <tr><td>status[p][m]</td><td>the receipt that {@code Peers.offer} gave for m to p: none yet
 * (new), open (accepted), or its fate</td></tr>
 * <tr><td>queue[p]</td><td>the numbers in the outbox of the session with p</td></tr>
 * <tr><td>pipe[p]</td><td>the first of them, as many as there are frames among the bytes in the
 * sink; the outbox must say that its connection carries just as many</td></tr>
 * <tr><td>handedUp[p]</td><td>what the handler of the receiver p was given, in order</td></tr>
 * <tr><td>closed</td><td>the sessions that say so</td></tr>
 * </table>
 */
final class PeerIsolationSubject implements Subject {
  private static final int MESSAGE_BYTES = Long.BYTES;
  private static final int FRAME_BYTES =
      Frame.HEADER_BYTES + SessionSettings.NUMBER_BYTES + MESSAGE_BYTES;
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);
  private static final PeerId SENDER = new PeerId("sender");

  /** A receiver, and the present connection to it. */
  private static final class Receiver {
    private final PeerId id;
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<Long> handedUp = new ArrayList<>();
    private final SessionReceiver half;
    private Lane lane;

    Receiver(PeerId id) {
      this.id = id;
      this.lane = new Lane(SENDER, id);
      this.half =
          new SessionReceiver(
              id, MESSAGE_BYTES, this::handUp, Idle.SCHEDULER, EventSink.NONE, Metrics.NONE);
    }

    private void handUp(PeerId from, Bytes message) {
      handedUp.add(message.buffer().getLong());
    }
  }

  private final List<Long> messages;
  private final List<Receiver> receivers;
  private final Peers peers;
  private long now;

  /** Creates the sessions, each connected, with nothing to send. */
  PeerIsolationSubject(Map<String, Object> constants) {
    messages =
        LongStream.rangeClosed(1, Tla.numbers(constants, "Messages").size()).boxed().toList();
    int count = Tla.numbers(constants, "Peers").size();
    receivers = Names.peers(count).stream().map(Receiver::new).toList();
    int pipeRoom = Math.toIntExact(Tla.number(constants, "PipeRoom"));
    SessionSettings settings =
        new SessionSettings(
            Math.toIntExact(Tla.number(constants, "Capacity")),
            MESSAGE_BYTES,
            Integer.MAX_VALUE, // the bytes are the bound
            Math.multiplyExact(pipeRoom, FRAME_BYTES),
            WRITE_TIMEOUT,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    peers =
        new Peers(
            Names.peers(count),
            settings,
            Encoder.NONE,
            Idle.DIALER,
            Idle.SCHEDULER,
            () -> now,
            new SplittableRandom(1),
            EventSink.NONE,
            Metrics.NONE);
    receivers.forEach(this::connect);
  }

  private void connect(Receiver receiver) {
    receiver.lane = new Lane(SENDER, receiver.id);
    receiver.lane.left().setRoom(FRAME_BYTES); // for an acknowledgement, which is shorter
    require(peers.session(receiver.id).connect(receiver.lane.left()), "connection not taken over");
    receiver.half.accept(receiver.lane.right());
    require(receiver.half.install(), "connection not accepted");
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    Receiver receiver = receivers.get((int) Tla.number(arguments, "p") - 1);
    switch (action) {
      case "Accept", "Refuse" -> offer(action, receiver, Tla.number(arguments, "m"));
      case "Write" -> require(peers.write(receiver.id), "nothing written");
      case "TakeAndAcknowledge" -> takeAndAcknowledge(receiver);
      case "TimeOutWrite" -> timeOutWrite(receiver);
      case "GiveUp" -> require(peers.giveUp(receiver.id), "not given up");
      case "TellUnknown" -> require(peers.tellUnknown(receiver.id), "nothing returned");
      default -> throw new IllegalArgumentException("no such action: " + action);
    }
  }

  @Override
  public Answer attempt(String action, Map<String, Object> arguments) {
    PeerId peer = receivers.get((int) Tla.number(arguments, "p") - 1).id;
    boolean isTaken =
        switch (action) {
          case "Write" -> peers.write(peer);
          case "TakeAndAcknowledge" -> peers.takeAndAcknowledge(peer);
          case "TimeOutWrite" -> {
            now += WRITE_TIMEOUT.toNanos();
            yield peers.timeOutWrite(peer);
          }
          case "TellUnknown" -> peers.tellUnknown(peer);
          default -> throw new IllegalArgumentException("not the session's to decide: " + action);
        };
    return isTaken ? Answer.TAKEN : Answer.REFUSED;
  }

  private void offer(String action, Receiver receiver, long message) {
    Receipt receipt = peers.offer(receiver.id, Bytes.of(message));
    receiver.receipts.add(receipt);
    require(receipt.fate().isEmpty() == action.equals("Accept"), "the answer was " + receipt);
  }

  /** The receiver reads a frame, which the wire has room for now, and answers. */
  private void takeAndAcknowledge(Receiver receiver) {
    receiver.lane.right().setRoom(FRAME_BYTES);
    require(peers.session(receiver.id).flush(), "nothing on its way");
    require(receiver.half.read(), "nothing to read");
    receiver.lane.right().setRoom(0);
    require(receiver.half.take(), "nothing to take");
    require(receiver.half.acknowledge(), "not acknowledged");
    require(peers.takeAndAcknowledge(receiver.id), "the owner was not told");
  }

  /** The session dials by itself then; the dialer answers here. */
  private void timeOutWrite(Receiver receiver) {
    // The sink is tried once more before it is given up on, as the session's loop does.
    require(!peers.session(receiver.id).flush(), "the write is not stuck");
    now += WRITE_TIMEOUT.toNanos();
    require(peers.timeOutWrite(receiver.id), "the write was not timed out");
    require(receiver.lane.left().isClosed(), "the connection was left open");
    connect(receiver);
  }

  private static void require(boolean done, String instead) {
    if (!done) {
      throw new AssertionError(instead);
    }
  }

  @Override
  public Map<String, Object> state() {
    List<Object> status = new ArrayList<>(receivers.size());
    List<Object> queue = new ArrayList<>(receivers.size());
    List<Object> pipe = new ArrayList<>(receivers.size());
    List<Object> handedUp = new ArrayList<>(receivers.size());
    Set<Long> closed = new HashSet<>();
    for (Receiver receiver : receivers) {
      Session.State session = peers.session(receiver.id).state();
      require(session.sinkBytes() == session.sent() * FRAME_BYTES, "sink and outbox disagree");
      status.add(messages.stream().map(message -> status(receiver, message)).toList());
      queue.add(session.outbox());
      pipe.add(session.outbox().subList(0, session.sinkBytes() / FRAME_BYTES));
      handedUp.add(List.copyOf(receiver.handedUp));
      if (session.closed()) {
        closed.add(Names.number(receiver.id));
      }
    }
    Map<String, Object> state = new HashMap<>();
    state.put("status", status);
    state.put("queue", queue);
    state.put("pipe", pipe);
    state.put("handedUp", handedUp);
    state.put("closed", closed);
    return state;
  }

  private static String status(Receiver receiver, long message) {
    if (message > receiver.receipts.size()) {
      return "new";
    }
    return receiver
        .receipts
        .get((int) message - 1)
        .fate()
        .map(PeerIsolationSubject::status)
        .orElse("accepted");
  }

  private static String status(Fate fate) {
    if (fate instanceof Fate.Refused) {
      return "refused";
    } else if (fate instanceof Fate.Delivered) {
      return "delivered";
    } else if (fate instanceof Fate.Unknown) {
      return "unknown";
    } else {
      return "undelivered";
    }
  }
}
