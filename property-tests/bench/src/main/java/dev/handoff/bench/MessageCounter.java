package dev.handoff.bench;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.FrameParser;
import dev.handoff.Loop;
import dev.handoff.Scheduler;
import dev.handoff.shutdown.Reassembler;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The remote of the unacknowledged writer: parses, rebuilds messages, and counts them. */
final class MessageCounter {
  private static final int MAX_BYTES = 1 << 16;

  private final Connection connection;
  private final FrameParser parser = new FrameParser(MAX_BYTES);
  private final Reassembler reassembler = new Reassembler(MAX_BYTES);
  private final Semaphore received;
  private final Loop loop;

  MessageCounter(Connection connection, Scheduler scheduler, Semaphore received) {
    this.connection = connection;
    this.received = received;
    this.loop = new Loop(scheduler, this::read, failure -> connection.close());
  }

  void start() {
    loop.wake();
  }

  private boolean read() {
    try {
      int count = parser.readFrom(connection);
      for (Optional<Frame> next = parser.next(); next.isPresent(); next = parser.next()) {
        Optional<Bytes> message = reassembler.accept(next.get());
        if (message.isPresent()) {
          received.release();
        }
      }
      if (count == 0) {
        connection.onReadable(loop::wake);
      }
      return count > 0;
    } catch (IOException e) {
      connection.close();
      return false;
    }
  }
}
