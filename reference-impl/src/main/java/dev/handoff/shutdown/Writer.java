package dev.handoff.shutdown;

import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.FramedSink;
import dev.handoff.Guard;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The writer task and its sink: frames that are encoded into the sink's buffer, of which the
 * connection has taken the oldest ones.
 *
 * <p>Not thread-safe: the {@link Pipeline}'s own.
 */
final class Writer {
  /** What the writer is at; the words are those of the specification. */
  enum State {
    /** The sink is empty. */
    CHOOSING,
    /** There are frames in the sink for which the flush has not returned. */
    FLUSHING,
    /** It writes no more, and the connection is closed. */
    ENDED
  }

  private final Connection connection;
  private final FramedSink sink;
  private final int sinkFrames;
  private final Fates fates;

  /** What is in the sink, oldest first. */
  private final ArrayDeque<Piece> frames = new ArrayDeque<>();

  /** Of these, in the same order, those of which the connection lacks a byte. */
  private final ArrayDeque<Piece> untaken = new ArrayDeque<>();

  /** How many bytes the frames in the sink have. */
  private int encodedBytes;

  /** How many of these are of frames that the connection has taken whole. */
  private int takenBytes;

  private long flushes;
  private boolean ended;

  Writer(Connection connection, OutboundSettings settings, Fates fates) {
    this.connection = connection;
    this.sink = new FramedSink(connection, settings.maxPayloadBytes(), settings.sinkBytes());
    this.sinkFrames = settings.sinkFrames();
    this.fates = fates;
  }

  /**
   * Returns whether the frame can be encoded now. None is added once the connection has taken a
   * byte: else a flush would go on for as long as there is something to add, and with it the wait
   * for what it confirms.
   */
  boolean hasRoomFor(Piece piece) {
    return !ended
        && frames.size() < sinkFrames
        && encodedBytes == sink.bufferedBytes()
        && sink.hasRoomFor(piece.payloadBytes());
  }

  /** Encodes the frame into the sink, which has room for it. */
  void encode(Guard.Section section, Piece piece) {
    try {
      sink.encode(piece.frame());
    } catch (FrameException e) {
      throw new IllegalStateException("the sink was built for shorter frames", e);
    }
    frames.add(piece);
    untaken.add(piece);
    encodedBytes += frameBytes(piece);
    section.record("PeerShutdown!Encode", piece.channel().specName);
  }

  /**
   * Lets the connection take what it has room for.
   *
   * @return how many frames it has taken whole thereby
   * @throws IOException if the connection has failed; what it took before, it took
   */
  int write(Guard.Section section) throws IOException {
    int taken = 0;
    if (hasUntaken()) {
      try {
        sink.flush();
      } finally {
        taken = countTaken(section);
      }
    }
    return taken;
  }

  private int countTaken(Guard.Section section) {
    int taken = 0;
    for (Piece piece = untaken.peek();
        piece != null && takenBytes + frameBytes(piece) <= encodedBytes - sink.bufferedBytes();
        piece = untaken.peek()) {
      takenBytes += frameBytes(piece);
      untaken.remove();
      section.record("PeerShutdown!Write");
      taken++;
    }
    return taken;
  }

  /**
   * Empties the sink if all of it is flushed.
   *
   * @return how many frames this confirms
   * @throws IOException if the connection has failed
   */
  int confirm(Guard.Section section) throws IOException {
    if (state() != State.FLUSHING || hasUntaken() || !sink.flush()) {
      return 0;
    }
    int confirmed = frames.size();
    for (Piece piece = frames.poll(); piece != null; piece = frames.poll()) {
      if (piece.isLast()) {
        fates.delivered(section, piece.message());
      }
      section.record("PeerShutdown!Confirm");
    }
    encodedBytes = 0;
    takenBytes = 0;
    flushes++;
    return confirmed;
  }

  /** Ends with an empty sink, and closes the connection. */
  void finish(Guard.Section section) {
    end(section);
    section.record("PeerShutdown!Finish");
  }

  /** Ends, closes the connection, and discards what is in the sink, which may be on its way. */
  void abort(Guard.Section section) {
    end(section);
    for (Piece piece = frames.poll(); piece != null; piece = frames.poll()) {
      if (piece.isLast()) {
        fates.unknown(section, piece.message());
      }
    }
    untaken.clear();
    section.record("PeerShutdown!Abort");
  }

  private void end(Guard.Section section) {
    ended = true;
    section.afterwards(connection::close);
  }

  /** Returns whether there is a frame of which the connection lacks a byte. */
  boolean hasUntaken() {
    return !untaken.isEmpty();
  }

  State state() {
    if (ended) {
      return State.ENDED;
    }
    return frames.isEmpty() ? State.CHOOSING : State.FLUSHING;
  }

  /** Returns the number of the flush that is under way, from 1, or 0 if there is none. */
  long pendingFlush() {
    return state() == State.FLUSHING ? flushes + 1 : 0;
  }

  /** Returns what is in the sink, oldest first. */
  List<Piece> frames() {
    return List.copyOf(frames);
  }

  /** Returns how many frames of the sink the connection has taken. */
  int taken() {
    return frames.size() - untaken.size();
  }

  private static int frameBytes(Piece piece) {
    return Frame.HEADER_BYTES + piece.payloadBytes();
  }
}
