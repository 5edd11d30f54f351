package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.FrameParser;
import dev.handoff.FramedSink;
import dev.handoff.Scheduler;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection as its sender sees it: the sink, and the acknowledgements that came back.
 *
 * <p>Not thread-safe, but for its {@link Readiness}.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>readiness</td><td>the loop, the listeners</td><td>its own</td></tr>
 * <tr><td>all others</td><td>who takes a step of the session</td><td>the session's guard of the
 * wire</td></tr>
 * </table>
 */
final class Link {
  /** Many acknowledgements are read at once; none of them is nearly as long. */
  private static final int MAX_PAYLOAD_BYTES = 4096;

  private final Connection connection;
  private final SessionSettings settings;
  private final byte dataType;
  private final FramedSink sink;
  private final FrameParser parser = new FrameParser(MAX_PAYLOAD_BYTES);

  private int framesInSink;
  private boolean flushed = true;
  private long lastProgress;
  private long acknowledged;
  private boolean sessionLost;
  private Optional<IOException> failure = Optional.empty();
  private Optional<Scheduler.Timer> writeTimer = Optional.empty();
  private final Readiness readiness;

  Link(Connection connection, SessionSettings settings, byte dataType) {
    this.connection = connection;
    this.readiness = new Readiness(connection);
    this.settings = settings;
    this.dataType = dataType;
    int longest = settings.maxPayloadBytes();
    this.sink =
        new FramedSink(
            connection, longest, Math.max(settings.sinkBytes(), Frame.HEADER_BYTES + longest));
  }

  Connection connection() {
    return connection;
  }

  /** Returns whether the sink takes a frame with that content before it is flushed. */
  boolean hasRoomFor(Bytes content) {
    return framesInSink < settings.sinkFrames()
        && sink.hasRoomFor(SessionSettings.NUMBER_BYTES + content.size());
  }

  boolean isFlushed() {
    return flushed;
  }

  int bufferedBytes() {
    return sink.bufferedBytes();
  }

  /** Appends the message to the sink; there must be room for it. */
  void encode(long number, Bytes content, long now) {
    try {
      sink.encode(dataType, number, content);
    } catch (FrameException e) {
      throw new AssertionError("its length was checked", e);
    }
    if (flushed) {
      flushed = false;
      lastProgress = now;
    }
    framesInSink++;
  }

  /**
   * Lets the connection take what it has room for.
   *
   * @return how many bytes of the sink it took
   */
  int flush(long now) throws IOException {
    int before = sink.bufferedBytes();
    flushed = sink.flush();
    int moved = before - sink.bufferedBytes();
    if (flushed) {
      framesInSink = 0;
    }
    if (flushed || moved > 0) {
      lastProgress = now;
    }
    return moved;
  }

  /** Returns how long a write may go on to make no progress. */
  Duration patience(long now) {
    return settings.writeTimeout().minusNanos(now - lastProgress);
  }

  /** Returns whether bytes wait, and have waited too long. */
  boolean isStuck(long now) {
    return !flushed && patience(now).toNanos() <= 0;
  }

  /** Sets the timer of the write, if none is set. */
  void awaitProgress(Scheduler scheduler, long now, Runnable onExpiry) {
    if (writeTimer.isEmpty() && !isStuck(now)) {
      writeTimer = Optional.of(scheduler.schedule(patience(now), onExpiry));
    }
  }

  /** The timer of the write has expired, or is not needed any more. */
  void stopWaiting() {
    writeTimer.ifPresent(Scheduler.Timer::cancel);
    writeTimer = Optional.empty();
  }

  /**
   * Reads what has arrived. A failure is kept and ends the reading.
   *
   * @param lastSent the number of the last message that this connection carries
   */
  void receive(long lastSent) {
    try {
      while (failure.isEmpty()) {
        for (Optional<Frame> frame = parser.next(); frame.isPresent(); frame = parser.next()) {
          take(frame.get(), lastSent);
        }
        int count = parser.readFrom(connection);
        if (count == 0) {
          return;
        }
        if (count < 0) {
          throw new EOFException("%s ended the connection".formatted(connection.peer()));
        }
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  private void take(Frame frame, long lastSent) throws FrameException {
    if (frame.type() == Wire.LOST) {
      sessionLost = true;
    } else if (frame.type() == Wire.ACK) {
      long number = Wire.number(frame);
      if (number <= acknowledged || number > lastSent) {
        throw Wire.malformed(
            "message %d acknowledged, behind %d, when those up to %d were sent"
                .formatted(number, acknowledged, lastSent));
      }
      acknowledged = number;
    } else {
      throw Wire.unknownType(frame);
    }
  }

  /** Returns the number up to which this connection has acknowledged. */
  long acknowledged() {
    return acknowledged;
  }

  /** Returns whether the receiver has said that it does not remember the session. */
  boolean isSessionLost() {
    return sessionLost;
  }

  /** Returns whether nothing can be read any more, now or ever. */
  boolean isBroken() {
    return failure
        .filter(
            cause ->
                !(cause instanceof FrameException frame)
                    || frame.kind() == FrameException.Kind.TRUNCATED)
        .isPresent();
  }

  /** Returns what was wrong with the connection, or with what was read. */
  Optional<IOException> failure() {
    return failure;
  }

  /** Returns when the connection is worth reading and writing. */
  Readiness readiness() {
    return readiness;
  }
}
