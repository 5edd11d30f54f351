package dev.handoff.shutdown;

import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The socket as the specification sees it: it takes bytes when the test says so, and reads from
 * them which frames it has taken whole. Unlike a real one it also takes what is written too late,
 * and keeps in mind that it was: else nobody would see that fault.
 *
 * <p>Its reading of the frames is its own, so that an encoder and a parser that err alike do not
 * cover for each other. A small message has no number on the wire: its content begins with it.
 */
final class Remote implements Connection {
  private static final PeerId PEER = new PeerId("peer");

  private final List<Object> message = new ArrayList<>();
  private final List<Object> stream = new ArrayList<>();
  private final Set<Object> lateWrites = new LinkedHashSet<>();
  private final ByteBuffer bytes = ByteBuffer.allocate(64);
  private int room;
  private boolean closed;
  private boolean noticed;

  /** Gives the socket room for so many bytes, and no more. */
  void giveRoom(int count) {
    room = count;
  }

  /** Says that "disconnected" was announced. */
  void notice() {
    noticed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** The specification's {@code wire["message"]}. */
  List<Object> message() {
    return List.copyOf(message);
  }

  /** The specification's {@code wire["stream"]}. */
  List<Object> stream() {
    return List.copyOf(stream);
  }

  /** The specification's {@code lateWrites}. */
  Set<Object> lateWrites() {
    return Set.copyOf(lateWrites);
  }

  @Override
  public PeerId peer() {
    return PEER;
  }

  @Override
  public int write(ByteBuffer source) {
    int count = Math.min(room, source.remaining());
    room -= count;
    for (int i = 0; i < count; i++) {
      bytes.put(source.get());
      takeFrame();
    }
    return count;
  }

  private void takeFrame() {
    int size = bytes.position();
    if (size < Frame.HEADER_BYTES || size < Frame.HEADER_BYTES + bytes.getInt(0)) {
      return;
    }
    int payload = Frame.HEADER_BYTES;
    byte type = bytes.get(5);
    switch (type) {
      case 1 -> message.add(List.of((long) bytes.getInt(payload), 0L));
      case 2 -> stream.add(List.of(bytes.getLong(payload), 0L));
      case 3 ->
          stream.add(List.of(bytes.getLong(payload), (long) bytes.getInt(payload + Long.BYTES)));
      default -> throw new AssertionError("a frame of type %d is on the wire".formatted(type));
    }
    bytes.clear();
    if (closed) {
      lateWrites.add("close");
    }
    if (noticed) {
      lateWrites.add("notice");
    }
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void onWritable(Runnable listener) {
    throw new AssertionError("no step waits for the socket");
  }

  @Override
  public int read(ByteBuffer into) {
    return 0;
  }

  @Override
  public void onReadable(Runnable listener) {
    throw new AssertionError("the outbound half does not read");
  }

  @Override
  public void close() {
    closed = true;
  }
}
