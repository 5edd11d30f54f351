package dev.handoff.shutdown;

import dev.handoff.Guard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The write queue, the multiplexer and the two channels: what is between the main loop and the
 * writer. It cuts each message into frames, one message at a time, and drops nothing: a full queue
 * makes the stage before it wait.
 *
 * <p>Not thread-safe: the {@link Pipeline}'s own.
 */
final class Multiplexer {
  private final int writeCapacity;
  private final int channelCapacity;
  private final ArrayDeque<Outgoing> writes = new ArrayDeque<>();
  private final ArrayDeque<Piece> messages = new ArrayDeque<>();
  private final ArrayDeque<Piece> stream = new ArrayDeque<>();

  /** The frame that is sent next; null between two messages. */
  private @Nullable Piece mux;

  Multiplexer(int writeCapacity, int channelCapacity) {
    this.writeCapacity = writeCapacity;
    this.channelCapacity = channelCapacity;
  }

  /** Returns how many more messages fit into the write queue. */
  int room() {
    return writeCapacity - writes.size();
  }

  /** Adds a message to the write queue, which has room. */
  void add(Outgoing message) {
    writes.add(message);
  }

  /** Takes the next message from the write queue, if the multiplexer is between two. */
  boolean fetch(Guard.Section section) {
    if (mux != null || writes.isEmpty()) {
      return false;
    }
    mux = new Piece(writes.remove(), 0);
    section.record("PeerShutdown!Fetch");
    return true;
  }

  /** Puts the next frame into its channel, if there is one and the channel has room. */
  boolean send(Guard.Section section) {
    Piece piece = mux;
    if (piece == null || channel(piece.channel()).size() == channelCapacity) {
      return false;
    }
    channel(piece.channel()).add(piece);
    mux = piece.isLast() ? null : piece.next();
    section.record("PeerShutdown!Send");
    return true;
  }

  /** Returns the oldest frame in the channel, or null. */
  @Nullable Piece first(Channel channel) {
    return channel(channel).peek();
  }

  /** Takes the oldest frame out of the channel, which has one. */
  void remove(Channel channel) {
    channel(channel).remove();
  }

  boolean areChannelsEmpty() {
    return messages.isEmpty() && stream.isEmpty();
  }

  boolean isEmpty() {
    return writes.isEmpty() && mux == null && areChannelsEmpty();
  }

  /**
   * Takes out the innermost message of which the last frame is here, and discards its other frames:
   * of those in the message channel, then the stream channel, then the multiplexer, then the write
   * queue, the oldest.
   */
  Optional<Outgoing> takeHeld() {
    if (!messages.isEmpty()) {
      return Optional.of(messages.remove().message());
    }
    for (Piece piece = stream.poll(); piece != null; piece = stream.poll()) {
      // A message that goes on in the multiplexer has no last frame here: its frames are discarded.
      if (piece.isLast()) {
        return Optional.of(piece.message());
      }
    }
    Piece piece = mux;
    if (piece != null) {
      mux = null;
      return Optional.of(piece.message());
    }
    return Optional.ofNullable(writes.poll());
  }

  List<Long> writes() {
    return writes.stream().map(Outgoing::number).toList();
  }

  List<Piece> mux() {
    Piece piece = mux;
    return piece == null ? List.of() : List.of(piece);
  }

  List<Piece> pieces(Channel channel) {
    return new ArrayList<>(channel(channel));
  }

  private ArrayDeque<Piece> channel(Channel channel) {
    return channel == Channel.MESSAGE ? messages : stream;
  }
}
