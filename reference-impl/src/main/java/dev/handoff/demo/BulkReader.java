package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Frame;
import dev.handoff.FrameParser;
import dev.handoff.Loop;
import dev.handoff.Metrics;
import dev.handoff.Scheduler;
import dev.handoff.shutdown.OutboundSettings;
import dev.handoff.shutdown.Reassembler;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the batches that a peer sends. Its state is that of its loop, which runs one step at a
 * time.
 */
final class BulkReader {
  private final Connection connection;
  private final FrameParser parser;
  private final Reassembler reassembler;
  private final Consumer<Bytes> receiver;
  private final Metrics metrics;
  private final Loop loop;

  BulkReader(
      Connection connection,
      OutboundSettings settings,
      Scheduler scheduler,
      Metrics metrics,
      Consumer<Bytes> receiver) {
    this.connection = connection;
    this.parser = new FrameParser(settings.maxPayloadBytes());
    this.reassembler = new Reassembler(settings.maxMessageBytes());
    this.receiver = receiver;
    this.metrics = metrics;
    this.loop = new Loop(scheduler, this::read, this::fail);
  }

  void start() {
    loop.wake();
  }

  private boolean read() {
    try {
      int count = parser.readFrom(connection);
      for (Optional<Frame> next = parser.next(); next.isPresent(); next = parser.next()) {
        reassembler.accept(next.get()).ifPresent(receiver);
      }
      if (count == 0) {
        connection.onReadable(loop::wake);
      } else if (count < 0) {
        connection.close();
      }
      return count > 0;
    } catch (IOException e) {
      fail(e);
      return false;
    }
  }

  private void fail(Exception e) {
    metrics.failure("demo", "bulk-read-" + e.getClass().getSimpleName());
    connection.close();
  }
}
