package dev.handoff.shutdown;

import static java.util.Objects.requireNonNull;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Dialer;
import dev.handoff.Frame;
import dev.handoff.FrameException;
import dev.handoff.FrameParser;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.SessionId;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.tcp.Security;
import dev.handoff.tcp.TcpEndpoint;
import dev.handoff.tcp.TcpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Two endpoints on this machine and a connection between them: real threads, real sockets. */
final class Loopback implements AutoCloseable {
  private static final PeerId SELF = new PeerId("self");
  private static final PeerId PEER = new PeerId("peer");
  private static final int PATIENCE_SECONDS = 60;

  /** Small buffers of the system's, so that a peer that does not read is soon felt. */
  private static final TcpSettings SETTINGS =
      TcpSettings.DEFAULT
          .withBuffers(8 << 10, 8 << 10)
          .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(50));

  private final ThreadScheduler scheduler;
  private final TcpEndpoint self;
  private final TcpEndpoint peer;
  private final Connection near;
  private final Connection far;

  private Loopback(
      ThreadScheduler scheduler,
      TcpEndpoint self,
      TcpEndpoint peer,
      Connection near,
      Connection far) {
    this.scheduler = scheduler;
    this.self = self;
    this.peer = peer;
    this.near = near;
    this.far = far;
  }

  static Loopback open() throws IOException, InterruptedException {
    ThreadScheduler scheduler = new ThreadScheduler("shutdown", 2);
    Security security = Security.plain(Set.of(SELF, PEER));
    TcpEndpoint self = TcpEndpoint.open(SELF, security, SETTINGS, scheduler, Metrics.NONE);
    TcpEndpoint peer = TcpEndpoint.open(PEER, security, SETTINGS, scheduler, Metrics.NONE);
    BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    InetSocketAddress address =
        peer.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (from, session, connection) -> accepted.add(connection));
    BlockingQueue<Dialer.Dialled> dialled = new LinkedBlockingQueue<>();
    self.dialer(Map.of(PEER, address)).dial(PEER, new SessionId(1, 2), dialled::add);
    if (!(take(dialled) instanceof Dialer.Dialled.Connected connected)) {
      throw new IOException("the peer on this machine cannot be reached");
    }
    return new Loopback(scheduler, self, peer, connected.connection(), take(accepted));
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    return requireNonNull(queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing came");
  }

  ThreadScheduler scheduler() {
    return scheduler;
  }

  /** The end that writes. */
  Connection near() {
    return near;
  }

  /** The end that reads, or does not. */
  Connection far() {
    return far;
  }

  @Override
  public void close() throws IOException {
    near.close();
    far.close();
    self.close();
    peer.close();
    try {
      self.closed().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      peer.closed().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException("an endpoint does not end", e);
    }
    scheduler.close();
  }

  /** Reads and rebuilds messages, whenever there is something, until the stream ends. */
  static final class Reader implements Runnable {
    private final Connection from;
    private final FrameParser parser;
    private final Reassembler reassembler;
    private final List<Bytes> messages = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<List<Bytes>> ended = new CompletableFuture<>();

    Reader(Connection from, OutboundSettings settings) {
      this.from = from;
      this.parser = new FrameParser(settings.maxPayloadBytes());
      this.reassembler = new Reassembler(settings.maxMessageBytes());
    }

    @Override
    public void run() {
      try {
        int count = parser.readFrom(from);
        while (count > 0) {
          for (Optional<Frame> next = parser.next(); next.isPresent(); next = parser.next()) {
            reassembler.accept(next.get()).ifPresent(messages::add);
          }
          count = parser.readFrom(from);
        }
        if (count < 0) {
          ended.complete(messages);
        } else {
          from.onReadable(this);
        }
      } catch (FrameException e) {
        if (e.kind() == FrameException.Kind.TRUNCATED) {
          // The last frame of a connection may be cut short: it is dropped unread.
          ended.complete(messages);
        } else {
          ended.completeExceptionally(e);
        }
      } catch (IOException e) {
        ended.completeExceptionally(e);
      }
    }

    /** All messages, once the stream has ended. */
    List<Bytes> messages() throws Exception {
      return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
