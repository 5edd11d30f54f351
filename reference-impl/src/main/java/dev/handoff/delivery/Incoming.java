package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.FrameParser;
import dev.handoff.FramedSink;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/**
 * A connection as its receiver sees it: the parser, and the acknowledgement that is due.
 *
 * <p>Used by the loop of the session only, but for its {@link Readiness}.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>readiness</td><td>the loop, the listeners</td><td>its own</td></tr>
 * <tr><td>all others</td><td>the loop</td><td>steps of a loop never overlap</td></tr>
 * </table>
 */
final class Incoming {
  /** A message that was read and not yet taken. */
  record Numbered(long number, boolean resumed, Bytes message) {}

  private static final int SINK_BYTES = Frame.HEADER_BYTES + Long.BYTES;

  private final Connection connection;
  private final boolean isFirst;
  private final FrameParser parser;
  private final FramedSink sink;
  private Optional<Numbered> next = Optional.empty();
  private long lastRead;
  private long acknowledgementDue;
  private long acknowledged;
  private boolean flushed = true;
  private final Readiness readiness;

  Incoming(Connection connection, int maxMessageBytes, boolean isFirst) {
    this.connection = connection;
    this.readiness = new Readiness(connection);
    this.isFirst = isFirst;
    this.parser = new FrameParser(Math.addExact(SessionSettings.NUMBER_BYTES, maxMessageBytes));
    this.sink = new FramedSink(connection, Long.BYTES, SINK_BYTES);
  }

  Connection connection() {
    return connection;
  }

  /** Returns whether this is the first connection of the session that this receiver has met. */
  boolean isFirst() {
    return isFirst;
  }

  /** Returns the message whose frame is whole, if there is one. */
  Optional<Numbered> next() {
    return next;
  }

  /** The message has been dealt with; the one behind it may be whole already. */
  void remove() throws FrameException {
    next = Optional.empty();
    parse();
  }

  /**
   * Reads what has arrived, unless a message is waiting to be taken.
   *
   * @return whether anything has
   */
  boolean read() throws IOException {
    if (next.isPresent()) {
      return false;
    }
    int count = parser.readFrom(connection);
    if (count < 0) {
      throw new EOFException("%s ended the connection".formatted(connection.peer()));
    }
    parse();
    return count > 0;
  }

  private void parse() throws FrameException {
    Optional<Frame> parsed = parser.next();
    if (parsed.isPresent()) {
      Frame frame = parsed.get();
      if (frame.type() != Wire.DATA && frame.type() != Wire.RESUMED) {
        throw Wire.unknownType(frame);
      }
      long number = Wire.number(frame);
      if (number <= lastRead) {
        throw Wire.malformed(
            "message %d behind message %d of a connection".formatted(number, lastRead));
      }
      lastRead = number;
      Bytes message = Bytes.from(frame.payload().buffer().position(Long.BYTES));
      next = Optional.of(new Numbered(number, frame.type() == Wire.RESUMED, message));
    }
  }

  /** Messages up to that number are to be acknowledged. */
  void acknowledge(long number) {
    acknowledgementDue = number;
  }

  /** Returns the number up to which the messages of this connection are, or will be, answered. */
  long acknowledgementDue() {
    return acknowledgementDue;
  }

  /**
   * Returns whether there is something to write. While an acknowledgement is on its way into the
   * connection, those that become due are joined into one: none is queued.
   */
  boolean hasToWrite() {
    return !flushed || acknowledgementDue > acknowledged;
  }

  /**
   * Writes the acknowledgement that is due, or as much of it as there is room for.
   *
   * @return whether there may be more to write at once
   */
  boolean write() throws IOException {
    if (flushed) {
      acknowledged = acknowledgementDue;
      sink.encode(Wire.ACK, acknowledged, Bytes.EMPTY);
    }
    flushed = sink.flush();
    return flushed;
  }

  /** Says that the session is not remembered, if there is room for that: the sender asks again. */
  void writeLost() throws IOException {
    sink.encode(new Frame(Wire.LOST, Bytes.EMPTY));
    sink.flush();
  }

  /** Returns when the connection is worth reading and writing. */
  Readiness readiness() {
    return readiness;
  }
}
