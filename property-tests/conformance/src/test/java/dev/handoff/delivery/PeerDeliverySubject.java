package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.SessionId;
import dev.handoff.conformance.Subject;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.tlc.Tla;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A {@link Session} and its {@link SessionReceiver} as {@code PeerDelivery.tla}. Their loops do not
 * run: the step is the caller's choice, and what it did is what its event says.
 *
 * <table>
 * <caption>Projection; the variables of the connection are those of {@link Network}</caption>
 * <tr><th>variable</th><th>where it is read from</th></tr>
 * <tr><td>status</td><td>each message's receipt; new if it was not offered</td></tr>
 * <tr><td>outbox, sender</td><td>{@link Session#state}</td></tr>
 * <tr><td>sink</td><td>how many bytes the session says are in it, of the message that it says this
 * connection carried last: a sink holds one frame</td></tr>
 * <tr><td>handedUp</td><td>what the handler was given</td></tr>
 * <tr><td>failed</td><td>tracked, for the session forgets: of which message a write failed since
 * the last {@code Connect}, by the session's own events</td></tr>
 * <tr><td>faults</td><td>tracked, see {@link Network}: one less with each event of the session
 * that is a fault</td></tr>
 * </table>
 *
 * <p>What the specification leaves out. An acknowledgement is written at once when its message was
 * taken, if the connection is up, and arrives when its owner is to be told. When a connection ends
 * for its sender, the receiver still has it as the present one; its messages are old from there on,
 * and those of the connection before it are nobody's any more.
 */
final class PeerDeliverySubject implements Subject {
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);
  private static final PeerId SENDER = new PeerId("sender");
  private static final PeerId RECEIVER = new PeerId("receiver");
  private static final SessionId ID = new SessionId(1, 2);
  private static final Set<String> FAULTS = Set.of("Sever", "EncodeFails", "FailWithIoError");
  private static final Set<String> FAILED_WRITES =
      Set.of("TimeOutWrite", "WriteToBroken", "FailWithIoError");

  /** An event of the implementation. */
  private record Event(String action, List<Object> arguments) {}

  private final List<Event> events = new ArrayList<>();
  private final Network network;
  private final Session session;
  private final SessionReceiver receiver;
  private final List<Object> notOffered;
  private final List<Receipt> receipts = new ArrayList<>();
  private final List<Long> handedUp = new ArrayList<>();
  private final Set<Object> failed = new HashSet<>();

  private long now;
  private boolean encodingFails;
  private Object lastEncoded = 0L;

  PeerDeliverySubject(Map<String, Object> constants) {
    network = new Network(constants);
    int messages = Tla.numbers(constants, "Messages").size();
    notOffered = new ArrayList<>(Collections.nCopies(messages, "new"));
    int capacity = Math.toIntExact(Tla.number(constants, "Capacity"));
    ManualScheduler scheduler = new ManualScheduler();
    session =
        new Session(
            RECEIVER,
            ID,
            new SessionSettings(
                capacity, Long.BYTES, 1, 1, WRITE_TIMEOUT, WRITE_TIMEOUT, WRITE_TIMEOUT),
            this::encode,
            (peer, id, whenDone) -> {},
            scheduler,
            () -> now,
            new SplittableRandom(1),
            this::record,
            Metrics.NONE);
    receiver =
        new SessionReceiver(
            SENDER,
            Long.BYTES,
            (from, message) -> handedUp.add(message.buffer().getLong()),
            scheduler,
            this::record,
            Metrics.NONE);
    // The specification begins with a connection.
    connect(network.present());
    events.clear();
  }

  private Bytes encode(Bytes message) throws IOException {
    if (encodingFails) {
      throw new IOException("the environment has the encoding fail");
    }
    return message;
  }

  private void record(String action, Object... arguments) {
    events.add(new Event(action.substring(action.indexOf('!') + 1), Arrays.asList(arguments)));
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    switch (action) {
      case "Stall" -> network.stall();
      case "Resume" -> network.resume();
      case "Reset" -> network.reset();
      case "LoseOld" -> network.loseOld(session.state().inUse());
      default -> {
        String name = asTheReceiverSays(action);
        boolean taken = take(name, arguments);
        expect(name, arguments, taken);
        afterwards(events.remove(0));
      }
    }
  }

  /**
   * A receiver learns that a connection is the one before from the one that follows. Until then its
   * steps on it are those of the present one.
   */
  private String asTheReceiverSays(String action) {
    boolean isOld = action.equals("ReadOld") || action.equals("TakeOld");
    return isOld && !session.state().inUse() ? action.replace("Old", "") : action;
  }

  /** Has the implementation take the step; returns whether it says that it took one. */
  private boolean take(String action, Map<String, Object> arguments) {
    switch (action) {
      case "Accept", "Refuse" -> {
        receipts.add(session.offer(Bytes.of(Tla.number(arguments, "m"))));
        return true;
      }
      case "GiveUp" -> {
        return session.giveUp();
      }
      case "Encode" -> {
        return session.encode();
      }
      case "EncodeFails" -> {
        encodingFails = true;
        boolean failed = session.encode();
        encodingFails = false;
        return failed;
      }
      case "Flush", "WriteToBroken" -> {
        return session.flush();
      }
      case "FailWithIoError" -> {
        network.present().failNextWrite();
        return session.flush();
      }
      case "TimeOutWrite" -> {
        return timeOutWrite();
      }
      case "NoticeReset" -> {
        return session.noticeReset();
      }
      case "Sever" -> {
        return session.sever();
      }
      case "Connect" -> {
        return connect(network.open());
      }
      case "Read" -> {
        return receiver.read();
      }
      case "ReadOld" -> {
        return receiver.readOld();
      }
      case "Take" -> {
        return receiver.take() && (!network.present().isUp() || receiver.acknowledge());
      }
      case "TakeOld" -> {
        return receiver.takeOld();
      }
      case "TellDelivered" -> {
        network.present().bringAcknowledgement();
        return session.tellDelivered();
      }
      case "TellUnknown" -> {
        return session.tellUnknown();
      }
      default -> throw new AssertionError("no such action here: " + action);
    }
  }

  /**
   * Some requests are another step's as well, and that one may be enabled: to flush is Flush or
   * WriteToBroken, and to read is Read or ReadOld. A receiver that does not read takes no step at
   * all; that is the environment's doing.
   */
  @Override
  public Answer attempt(String action, Map<String, Object> arguments) {
    if (!isAsked(action, session.state())) {
      return Answer.UNASKED;
    }
    boolean isTaken =
        switch (action) {
          case "Connect" -> session.connect(new HalfPipe(1, false).sender());
          case "TellDelivered" -> session.tellDelivered();
          case "TimeOutWrite" -> {
            if (session.state().sinkBytes() == 0) {
              now += WRITE_TIMEOUT.toNanos();
            } // else no time has passed since the write began to wait
            yield session.timeOutWrite();
          }
          default -> take(asTheReceiverSays(action), arguments);
        };
    boolean isRecorded = !events.isEmpty();
    events.clear();
    return isTaken || isRecorded ? Answer.TAKEN : Answer.REFUSED;
  }

  private boolean isAsked(String action, Session.State sender) {
    return switch (action) {
      case "Flush" -> !network.present().isBroken() || sender.sinkBytes() == 0;
      case "WriteToBroken" -> sender.sinkBytes() == 0;
      case "Read", "Take" -> network.isReading() && sender.inUse();
      case "ReadOld" -> network.isReading() && !network.hasUnreadOld(sender.inUse());
      case "TakeOld" -> network.isReading();
      case "TellDelivered" -> network.present().acks().isEmpty();
      default -> true;
    };
  }

  /** As the loop does it: a last attempt to write, and the time out if that brought nothing. */
  private boolean timeOutWrite() {
    now += WRITE_TIMEOUT.toNanos();
    return !session.flush() && session.timeOutWrite();
  }

  private boolean connect(HalfPipe pipe) {
    receiver.accept(pipe.receiver());
    return receiver.install() && session.connect(pipe.sender());
  }

  /** The implementation took this step, and no other. */
  private void expect(String action, Map<String, Object> arguments, boolean taken) {
    boolean same = events.size() == 1 && events.get(0).action().equals(action);
    if (!same || (!arguments.isEmpty() && !isSame(arguments))) {
      throw new AssertionError(
          "%s%s was to be taken; the implementation said %s and recorded %s"
              .formatted(action, arguments, taken ? "yes" : "no", events));
    }
    if (!taken) {
      throw new AssertionError("%s was recorded, and said not to be taken".formatted(action));
    }
  }

  /** Whether the event has the arguments of the step: none, or the one that is called m. */
  private boolean isSame(Map<String, Object> arguments) {
    return events.get(0).arguments().equals(List.of(Tla.number(arguments, "m")));
  }

  private void afterwards(Event event) {
    if (FAULTS.contains(event.action())) {
      network.spend();
    }
    if (FAILED_WRITES.contains(event.action())) {
      failed.add(lastEncoded);
    } else if (event.action().equals("EncodeFails")) {
      failed.add(event.arguments().get(0));
    } else if (event.action().equals("Encode")) {
      lastEncoded = event.arguments().get(0);
    } else if (event.action().equals("Connect")) {
      failed.clear();
    }
  }

  @Override
  public Map<String, Object> state() {
    Session.State sender = session.state();
    SessionReceiver.State taker = receiver.state();
    Map<String, Object> variables = new HashMap<>(32);
    network.project(variables, sender.inUse(), taker.isWhole(), taker.isOldWhole());
    variables.put("status", status());
    variables.put("outbox", new ArrayList<Object>(sender.outbox()));
    variables.put(
        "sender",
        Map.of(
            "sent", Tla.number(sender.sent()),
            "encoded", Tla.number(sender.encoded()),
            "closed", sender.closed()));
    variables.put("sink", sink(sender));
    variables.put("handedUp", Network.handedUp(handedUp));
    variables.put("failed", new HashSet<>(failed));
    return variables;
  }

  private List<Object> status() {
    List<Object> status = new ArrayList<>(notOffered);
    for (int i = 0; i < receipts.size(); i++) {
      status.set(i, receipts.get(i).fate().map(PeerDeliverySubject::name).orElse("accepted"));
    }
    return status;
  }

  private static String name(Fate fate) {
    if (fate instanceof Fate.Delivered) {
      return "delivered";
    } else if (fate instanceof Fate.Undelivered) {
      return "undelivered";
    } else if (fate instanceof Fate.Unknown) {
      return "unknown";
    }
    return "refused";
  }

  private static List<Object> sink(Session.State sender) {
    if (sender.sinkBytes() == 0) {
      return List.of();
    }
    Long number = sender.sent() == 0 ? Long.valueOf(0) : sender.outbox().get(sender.sent() - 1);
    List<Object> second = List.of(number, 2L);
    return switch (sender.sinkBytes()) {
      case HalfFrame.SECOND_BYTES -> List.of(second);
      case HalfFrame.FIRST_BYTES + HalfFrame.SECOND_BYTES -> List.of(List.of(number, 1L), second);
      default -> throw new AssertionError("a sink of %d bytes".formatted(sender.sinkBytes()));
    };
  }

  @Override
  public String toString() {
    return Objects.toString(state());
  }
}
