package dev.handoff.shutdown.flawed;

import dev.handoff.conformance.Subject;
import dev.handoff.shutdown.flawed.FoundConnection.Actor;
import dev.handoff.shutdown.flawed.FoundConnection.Writer;
import dev.handoff.tlc.Tla;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A {@link FoundConnection} that is driven step by step, in the words of its own module and of the
 * reference's.
 *
 * <p>Held against its own module it gives each variable as the code has it. Held against the
 * reference it is read as generously as honesty allows, so that it is caught for what it does and
 * not for its vocabulary: the owner of a message is taken to know that it is delivered when the
 * flush of its last frame has returned, although the code tells nobody; an actor that has sent
 * "close" is closing; a writer that waits for room is flushing. The choice is made by the
 * constants: {@code SinkRoom} is the design's own.
 */
final class FoundSubject implements Subject {
  private final FoundConnection connection;
  private final int messages;
  private final boolean generous;

  private FoundSubject(FoundConnection connection, int messages, boolean generous) {
    this.connection = connection;
    this.messages = messages;
    this.generous = generous;
  }

  static FoundSubject of(FoundConnection connection, Map<String, Object> constants) {
    return new FoundSubject(
        connection, FoundBounds.from(constants).messages(), !constants.containsKey("SinkRoom"));
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    if (!take(action, arguments)) {
      throw new AssertionError(
          "%s%s was refused: the actor is %s, the writer %s"
              .formatted(action, arguments, connection.actor, connection.writer));
    }
  }

  private boolean take(String action, Map<String, Object> arguments) {
    return switch (action) {
      case "Offer" -> connection.offer(Tla.number(arguments, "m"));
      case "BeginClose" -> connection.beginClose();
      case "SignalClose" -> connection.signalClose();
      case "Announce" -> connection.announce();
      case "Forward" -> connection.forward();
      case "Fetch" -> connection.fetch();
      case "Send" -> connection.send();
      case "FailToSend" -> connection.failToSend();
      case "TakeFrame", "Encode" -> connection.takeFrame(Tla.text(arguments, "c"));
      case "EncodeHeld" -> connection.encodeHeld();
      case "Flush" -> connection.write() && connection.returnFlush();
      case "Write" -> connection.write();
      case "Confirm" -> connection.returnFlush();
      case "SendTimesOut", "TimeOutWrite" -> connection.timeOutSend();
      case "TakeClose" -> connection.takeClose();
      case "CloseSocket" -> connection.closeSocket();
      case "Finish" -> finish();
      case "CloseTimesOut" -> connection.timeOutClose();
      // It has no deadline of its own, and returns nothing.
      case "PassDeadline", "Abort", "Return" -> true;
      default -> throw new IllegalArgumentException("no module has an action " + action);
    };
  }

  /** In the reference one step, since its writer leaves its loop only to end. */
  private boolean finish() {
    connection.signalClose();
    return connection.takeClose() && connection.closeSocket();
  }

  @Override
  public Map<String, Object> state() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("status", status());
    variables.put("late", connection.late);
    variables.put("overflowed", connection.overflowed);
    variables.put("requests", List.copyOf(connection.requests));
    variables.put("writes", List.copyOf(connection.writes));
    variables.put("mux", FoundFrame.tuples(connection.mux));
    variables.put("channel", byChannel(connection.channel));
    variables.put("sink", FoundFrame.tuples(connection.sink));
    variables.put("wire", byChannel(connection.wire));
    variables.put("writer", word(generous ? asReference(connection.writer) : connection.writer));
    variables.put("actor", word(generous ? asReference(connection.actor) : connection.actor));
    variables.put("waited", connection.timeouts);
    variables.put("lateWrites", connection.lateWrites);
    if (!generous) {
      variables.put("held", FoundFrame.tuples(connection.held));
    }
    return variables;
  }

  private List<Object> status() {
    List<Object> status = new ArrayList<>(connection.answers);
    if (generous) {
      connection.flushed.forEach(m -> status.set(((Long) m).intValue() - 1, "delivered"));
    }
    while (status.size() < messages) {
      status.add("new");
    }
    return status;
  }

  private static Map<String, Object> byChannel(
      Map<String, ? extends Collection<FoundFrame>> frames) {
    Map<String, Object> tuples = new HashMap<>();
    frames.forEach((channel, all) -> tuples.put(channel, FoundFrame.tuples(all)));
    return tuples;
  }

  private static Writer asReference(Writer writer) {
    return writer == Writer.WAITING ? Writer.FLUSHING : writer;
  }

  private static Actor asReference(Actor actor) {
    return actor == Actor.SIGNALLED ? Actor.CLOSING : actor;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
