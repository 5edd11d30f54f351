package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.conformance.Flawed;
import dev.handoff.conformance.Subject;
import dev.handoff.spec.ModelId;
import dev.handoff.tlc.Tla;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A {@link FlawedWriter} and its {@link FlawedReceiver} as their own module, and as the
 * reference's.
 *
 * <table>
 * <caption>Projection; the variables of the connection are those of {@link Network}</caption>
 * <tr><th>variable</th><th>where it is read from</th></tr>
 * <tr><td>status</td><td>tracked: the code tells nobody. Accepted when the push has returned;
 * delivered when the environment says that the owner sees the effect of what was handed up</td></tr>
 * <tr><td>outbox, sender, sink</td><td>the writer</td></tr>
 * <tr><td>handedUp</td><td>the receiver</td></tr>
 * <tr><td>failed</td><td>tracked: the sends that have failed since the last connect</td></tr>
 * </table>
 *
 * <p>Of the reference's actions {@code Accept} and {@code Refuse} are an offer, {@code Encode} is
 * {@code BeginSend} and {@code Encode}, {@code TellDelivered} is {@code SeeEffect}; {@code GiveUp}
 * and {@code TellUnknown} have no counterpart.
 */
public final class FlawedDelivery implements Subject {
  /** The design as found: nobody acts on a failed write, and nobody is told. */
  public static final Flawed AS_FOUND =
      new Flawed(
          new ModelId("delivery", "AsFound", "Stall"),
          "NoSilentDrop",
          "PeerDelivery",
          Set.of("status", "sink", "conn", "wire", "parser", "handedUp", "reading"),
          constants -> asFound(constants, EventSink.NONE));

  /** The application pushes what has failed again, onto a sink that still has it. */
  public static final Flawed RETRY_SAME_CONNECTION =
      new Flawed(
          new ModelId("delivery", "RetrySameConnection", "Stall"),
          "ExactlyOnce",
          AS_FOUND.reference(),
          AS_FOUND.compared(),
          constants -> retrySameConnection(constants, EventSink.NONE));

  private final Network network;
  private final FlawedWriter writer;
  private final FlawedReceiver receiver;
  private final List<Object> status;
  private final Set<Object> failed = new HashSet<>();
  private final Set<Object> unfit = new HashSet<>();
  private final boolean knowsUnfit;

  private FlawedDelivery(
      Map<String, Object> constants,
      boolean knowsUnfit,
      FlawedWriter.Failures failures,
      EventSink events) {
    this.knowsUnfit = knowsUnfit;
    network = new Network(constants);
    int messages = Tla.numbers(constants, "Messages").size();
    status = new ArrayList<>(Collections.nCopies(messages, "new"));
    writer =
        new FlawedWriter(
            Math.toIntExact(Tla.number(constants, "Capacity")),
            Math.toIntExact(Tla.number(constants, "HighWater")),
            this::encode,
            (self, message) -> {
              failed.add(FlawedWriter.number(message));
              failures.failed(self, message);
            },
            events);
    receiver = new FlawedReceiver(events);
    receiver.accept(network.present().receiver());
    writer.connect(network.present().sender());
  }

  /** The design as found: a message whose send has failed is forgotten. */
  static FlawedDelivery asFound(Map<String, Object> constants, EventSink events) {
    return new FlawedDelivery(constants, false, (writer, message) -> {}, events);
  }

  /** The application pushes a message whose send has failed again. */
  static FlawedDelivery retrySameConnection(Map<String, Object> constants, EventSink events) {
    return new FlawedDelivery(constants, true, FlawedWriter::push, events);
  }

  private Bytes encode(Bytes message) throws IOException {
    if (unfit.contains(FlawedWriter.number(message))) {
      throw new IOException("it cannot be encoded");
    }
    return message;
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    switch (action) {
      case "Send", "Accept", "Refuse" -> offer((Long) argument(arguments));
      case "BeginSend" -> writer.beginSend();
      case "Encode" -> {
        writer.beginSend();
        writer.encode();
      }
      case "EncodeFails" -> {
        writer.beginSend();
        encodeFails(argument(arguments));
      }
      case "EncodeFailsAgain" -> writer.encode();
      case "Flush" -> writer.flush("Flush");
      case "TimeOutWrite" -> writer.timeOut();
      case "WriteToBroken" -> writer.flush(action);
      case "FailWithIoError" -> {
        network.spend();
        network.present().failNextWrite();
        writer.flush(action);
      }
      case "Sever" -> {
        network.spend();
        writer.loseConnection(action);
      }
      case "NoticeReset" -> writer.loseConnection(action);
      case "Connect" -> connect();
      case "Read" -> receiver.read();
      case "ReadOld" -> old(receiver::readOld, receiver::read);
      case "Take" -> receiver.take();
      case "TakeOld" -> old(receiver::takeOld, receiver::take);
      case "SeeEffect", "TellDelivered" -> seeEffect((Long) argument(arguments));
      case "Stall" -> network.stall();
      case "Resume" -> network.resume();
      case "Reset" -> network.reset();
      case "LoseOld" -> network.loseOld(writer.isConnected());
      case "GiveUp", "TellUnknown" -> {}
      default -> throw new AssertionError("no such action here: " + action);
    }
  }

  private static Object argument(Map<String, Object> arguments) {
    return Tla.number(arguments, "m");
  }

  private void offer(Long number) {
    writer.send(Bytes.of(number));
    status.set(number.intValue() - 1, "accepted");
  }

  private void encodeFails(Object number) {
    network.spend();
    unfit.add(number);
    writer.encode();
    if (!knowsUnfit) {
      unfit.clear();
    }
  }

  private void connect() {
    if (writer.isConnected()) {
      return; // The reference has lost the connection that this design goes on with.
    }
    failed.clear();
    HalfPipe pipe = network.open();
    receiver.accept(pipe.receiver());
    writer.connect(pipe.sender());
  }

  private void old(Runnable ifThereIsANewOne, Runnable ifNot) {
    (writer.isConnected() ? ifThereIsANewOne : ifNot).run();
  }

  private void seeEffect(Long number) {
    if (receiver.handedUp().contains(number)) {
      status.set(number.intValue() - 1, "delivered");
    }
  }

  @Override
  public Map<String, Object> state() {
    Map<String, Object> variables = new HashMap<>(32);
    network.project(variables, writer.isConnected(), receiver.isWhole(), receiver.isOldWhole());
    variables.put("status", new ArrayList<>(status));
    variables.put("outbox", writer.queue());
    variables.put("sender", sender());
    variables.put("sink", writer.sink());
    variables.put("handedUp", Network.handedUp(receiver.handedUp()));
    variables.put("failed", new HashSet<>(failed));
    return variables;
  }

  private Map<String, Object> sender() {
    String stage = writer.stage().name().toLowerCase(Locale.ROOT);
    Long hand = Tla.number(writer.hand());
    return knowsUnfit
        ? Map.of("stage", stage, "hand", hand, "unfit", new HashSet<>(unfit))
        : Map.of("stage", stage, "hand", hand);
  }

  @Override
  public String toString() {
    return Objects.toString(state());
  }
}
