package dev.handoff.bench;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Dialer;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.SessionId;
import dev.handoff.delivery.Encoder;
import dev.handoff.delivery.Inbox;
import dev.handoff.delivery.InboxSettings;
import dev.handoff.delivery.Session;
import dev.handoff.delivery.SessionSettings;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.shutdown.OutboundConnection;
import dev.handoff.shutdown.OutboundSettings;
import dev.handoff.tcp.Acceptor;
import dev.handoff.tcp.Security;
import dev.handoff.tcp.TcpEndpoint;
import dev.handoff.tcp.TcpSettings;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Messages a second over loopback, plain TCP, one sending thread. An invocation ends when the other
 * side has counted all of them.
 *
 * <ul>
 *   <li>{@code rawSocket}, {@code netty} and {@code outboundConnection} write the same frames to
 *       the same blocking reader.
 *   <li>{@code unacknowledged} and {@code session} write to an endpoint of this kit, which parses
 *       and hands up; the session is acknowledged besides.
 * </ul>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
@Fork(1)
public class WireBenchmark {
  /** How long whoever was refused waits before it offers again. */
  private static final long PAUSE_NANOS = 10_000;

  private static final int MESSAGES = 50_000;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int QUEUE = 4_096;
  private static final int FRAMES_PER_FLUSH = 256;
  private static final PeerId LEFT = new PeerId("left");
  private static final PeerId RIGHT = new PeerId("right");

  /** The size of a message. */
  @Param({"200"})
  public int bytes;

  private byte[] payload = new byte[0];
  private Bytes message = Bytes.EMPTY;

  /** Makes the message. */
  @Setup(Level.Trial)
  public void prepare() {
    payload = new byte[bytes];
    new SplittableRandom(1).nextBytes(payload);
    message = Bytes.copyOf(payload);
  }

  /** A raw blocking socket with a buffer. */
  @State(Scope.Benchmark)
  public static class Raw {
    final FrameCounter counter = FrameCounter.open();
    final RawSocketSender sender = RawSocketSender.open(counter.address(), BUFFER_BYTES);

    /** Closes both ends. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      sender.close();
      counter.close();
    }
  }

  /** The raw loop. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void rawSocket(Raw raw) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      raw.sender.send(payload);
    }
    raw.sender.flush();
    raw.counter.await(MESSAGES);
  }

  /** Netty, one event loop. */
  @State(Scope.Benchmark)
  public static class Netty {
    final FrameCounter counter = FrameCounter.open();
    final NettySender sender = new NettySender(counter.address(), BUFFER_BYTES, FRAMES_PER_FLUSH);

    /** Closes both ends. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      sender.close();
      counter.close();
    }
  }

  /** Netty. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void netty(Netty netty) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      netty.sender.send(payload);
    }
    netty.sender.flush();
    netty.counter.await(MESSAGES);
  }

  /** An endpoint that dials, and its threads. */
  abstract static class Dialling {
    final ThreadScheduler scheduler = new ThreadScheduler("left", 1);
    final TcpEndpoint endpoint = open(LEFT, RIGHT, scheduler);

    Connection dial(InetSocketAddress address) {
      CompletableFuture<Connection> dialled = new CompletableFuture<>();
      endpoint
          .dialer(Map.of(RIGHT, address))
          .dial(
              RIGHT,
              new SessionId(0, 1),
              result -> {
                if (result instanceof Dialer.Dialled.Connected connected) {
                  dialled.complete(connected.connection());
                } else {
                  dialled.completeExceptionally(new IOException(result.toString()));
                }
              });
      return dialled.join();
    }

    OutboundConnection outbound(Connection connection) {
      return new OutboundConnection(
          connection,
          new OutboundSettings(
              QUEUE,
              QUEUE,
              QUEUE,
              1 << 20,
              BUFFER_BYTES / 2,
              FRAMES_PER_FLUSH,
              BUFFER_BYTES,
              Duration.ofSeconds(30)),
          scheduler,
          SystemClock.INSTANCE,
          EventSink.NONE,
          Metrics.NONE,
          report -> {});
    }

    void closeEndpoint() {
      WireBenchmark.closeEndpoint(endpoint, scheduler);
    }
  }

  static TcpEndpoint open(PeerId self, PeerId other, ThreadScheduler scheduler) {
    try {
      return TcpEndpoint.open(
          self, Security.plain(Set.of(other)), TcpSettings.DEFAULT, scheduler, Metrics.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Offers a message until it is taken, as a caller does that has nothing else to do. */
  private static void offer(Function<Bytes, Receipt> to, Bytes message) {
    while (to.apply(message).fate().filter(Fate.Refused.class::isInstance).isPresent()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** The reference writer, to the blocking reader. */
  @State(Scope.Benchmark)
  public static class Outbound extends Dialling {
    final FrameCounter counter = FrameCounter.openWithHandshake(RIGHT);
    final OutboundConnection connection = outbound(dial(counter.address()));

    /** Closes both ends. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      connection
          .close(Deadline.after(SystemClock.INSTANCE, Duration.ofSeconds(5)))
          .toCompletableFuture()
          .join();
      closeEndpoint();
      counter.close();
    }
  }

  /** The reference writer. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void outboundConnection(Outbound outbound) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      offer(outbound.connection::offer, message);
    }
    outbound.counter.await(MESSAGES);
  }

  /** The reference writer, to a reader of this kit that rebuilds the messages. */
  @State(Scope.Benchmark)
  public static class Unacknowledged extends Dialling {
    final Semaphore received = new Semaphore(0);
    final ThreadScheduler others = new ThreadScheduler("right", 1);
    final TcpEndpoint listener = open(RIGHT, LEFT, others);
    final OutboundConnection connection =
        outbound(
            dial(
                listen(
                    listener,
                    (peer, session, in) -> new MessageCounter(in, others, received).start())));

    /** Closes both ends. */
    @TearDown(Level.Trial)
    public void close() {
      connection
          .close(Deadline.after(SystemClock.INSTANCE, Duration.ofSeconds(5)))
          .toCompletableFuture()
          .join();
      closeEndpoint();
      WireBenchmark.closeEndpoint(listener, others);
    }
  }

  /** The reference writer to a reader of this kit. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void unacknowledged(Unacknowledged outbound) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      offer(outbound.connection::offer, message);
    }
    outbound.received.acquire(MESSAGES);
  }

  /** An acknowledged session. */
  @State(Scope.Benchmark)
  public static class Acknowledged extends Dialling {
    final Semaphore received = new Semaphore(0);
    final ThreadScheduler others = new ThreadScheduler("right", 1);
    final TcpEndpoint listener = open(RIGHT, LEFT, others);
    final Inbox inbox =
        new Inbox(
            InboxSettings.standard(),
            (peer, message) -> received.release(),
            others,
            EventSink.NONE,
            Metrics.NONE);
    final Session session =
        new Session(
            RIGHT,
            new SessionId(0, 1),
            new SessionSettings(
                QUEUE,
                1 << 16,
                FRAMES_PER_FLUSH,
                BUFFER_BYTES,
                Duration.ofSeconds(30),
                Duration.ofMillis(50),
                Duration.ofSeconds(1)),
            Encoder.NONE,
            endpoint.dialer(Map.of(RIGHT, listen(listener, inbox::accept))),
            scheduler,
            SystemClock.INSTANCE,
            new Random(1),
            EventSink.NONE,
            Metrics.NONE);

    /** Connects. */
    @Setup(Level.Trial)
    public void connect() {
      session.open();
    }

    /** Closes both ends. */
    @TearDown(Level.Trial)
    public void close() {
      session
          .close(Deadline.after(SystemClock.INSTANCE, Duration.ofSeconds(5)))
          .toCompletableFuture()
          .join();
      inbox.close();
      closeEndpoint();
      WireBenchmark.closeEndpoint(listener, others);
    }
  }

  /** The session; an invocation ends when all is handed up, not when all is acknowledged. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void session(Acknowledged acknowledged) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      offer(acknowledged.session::offer, message);
    }
    acknowledged.received.acquire(MESSAGES);
  }

  private static InetSocketAddress listen(TcpEndpoint listener, Acceptor acceptor) {
    try {
      return listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), acceptor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeEndpoint(TcpEndpoint endpoint, ThreadScheduler scheduler) {
    endpoint.close();
    endpoint.closed().toCompletableFuture().join();
    scheduler.close();
  }
}
