package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Dialer;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.SessionId;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.tcp.Security;
import dev.handoff.tcp.TcpEndpoint;
import dev.handoff.tcp.TcpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A session and an inbox on threads and sockets, as in production, and a network between them. */
final class TraceRig implements AutoCloseable {
  private static final PeerId SENDER = new PeerId("sender");
  private static final PeerId RECEIVER = new PeerId("receiver");
  private static final byte UNFIT = 'u';

  final TraceLog log = new TraceLog();
  final Session session;
  final TraceProxy proxy;

  /** The receipts of all offers. */
  final List<Receipt> receipts = new ArrayList<>();

  /** Whether the next write is to fail. */
  final AtomicBoolean nextWriteFails = new AtomicBoolean();

  /** Whether a connection hides from the sender's reader that there is something to read. */
  final AtomicBoolean deaf = new AtomicBoolean();

  private final ThreadScheduler scheduler = new ThreadScheduler("delivery-trace", 4);
  private final TcpEndpoint dialling;
  private final TcpEndpoint listening;
  private final Inbox inbox;
  private final int messageBytes;

  /**
   * Creates what {@link #open} connects.
   *
   * @param backoff how long the session waits, at most, before it connects again
   * @param beforeEachMessage is run by the receiver, which reads nothing meanwhile
   */
  TraceRig(int outboxMessages, int messageBytes, Duration backoff, Runnable beforeEachMessage)
      throws IOException {
    this.messageBytes = messageBytes;
    Security security = Security.plain(Set.of(SENDER, RECEIVER));
    TcpSettings sockets = TcpSettings.DEFAULT.withBuffers(8 << 10, 8 << 10);
    dialling = TcpEndpoint.open(SENDER, security, sockets, scheduler, Metrics.NONE);
    listening = TcpEndpoint.open(RECEIVER, security, sockets, scheduler, Metrics.NONE);
    inbox =
        new Inbox(
            new InboxSettings(messageBytes, 2, 2),
            (from, message) -> beforeEachMessage.run(),
            scheduler,
            log,
            Metrics.NONE);
    InetSocketAddress address =
        listening.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), inbox::accept);
    proxy = new TraceProxy(address);
    Dialer dialer = dialling.dialer(Map.of(RECEIVER, proxy.address()));
    session =
        new Session(
            RECEIVER,
            new SessionId(1, 2),
            SessionSettings.standard()
                .withOutboxMessages(outboxMessages)
                .withMaxMessageBytes(messageBytes)
                .withSinkFrames(1)
                .withWriteTimeout(Duration.ofMillis(400))
                .withBackoff(backoff, backoff),
            TraceRig::encode,
            (peer, id, whenDone) ->
                dialer.dial(
                    peer,
                    id,
                    dialled ->
                        whenDone.accept(
                            dialled instanceof Dialer.Dialled.Connected connected
                                ? new Dialer.Dialled.Connected(
                                    new Faulty(connected.connection(), nextWriteFails, deaf))
                                : dialled)),
            scheduler,
            SystemClock.INSTANCE,
            new SplittableRandom(1),
            log,
            Metrics.NONE);
  }

  /** Connects, as the specification begins, and records from there on. */
  TraceProxy.Lane open() throws InterruptedException {
    session.open();
    log.await("a connection", () -> session.state().inUse());
    log.start();
    return proxy.next();
  }

  private static Bytes encode(Bytes message) throws IOException {
    if (message.buffer().get() == UNFIT) {
      throw new IOException("it cannot be encoded");
    }
    return message;
  }

  synchronized Receipt offer() {
    Receipt receipt = session.offer(Bytes.copyOf(new byte[messageBytes]));
    receipts.add(receipt);
    return receipt;
  }

  Receipt offerUnfit() {
    byte[] content = new byte[messageBytes];
    content[0] = UNFIT;
    Receipt receipt = session.offer(Bytes.copyOf(content));
    receipts.add(receipt);
    return receipt;
  }

  /** Waits until every offer has its fate. */
  void settle() {
    CompletableFuture.allOf(
            receipts.stream()
                .map(receipt -> receipt.stage().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  void awaitEvents(String action, long count) throws InterruptedException {
    log.await(count + " times " + action, () -> log.count(action) >= count);
  }

  @Override
  public void close() throws IOException {
    Deadline now = Deadline.after(SystemClock.INSTANCE, Duration.ZERO);
    session.close(now).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    inbox.close();
    dialling.close();
    listening.close();
    proxy.close();
    dialling.closed().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    listening.closed().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    scheduler.close();
  }

  /** A connection whose write fails when it is told to, and whose reader may hear late. */
  private record Faulty(Connection inner, AtomicBoolean nextWriteFails, AtomicBoolean deaf)
      implements Connection {
    @Override
    public PeerId peer() {
      return inner.peer();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (nextWriteFails.getAndSet(false)) {
        throw new IOException("the test has the write fail");
      }
      return inner.write(bytes);
    }

    @Override
    public boolean flush() throws IOException {
      return inner.flush();
    }

    @Override
    public void onWritable(Runnable listener) {
      inner.onWritable(listener);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return inner.read(into);
    }

    @Override
    public void onReadable(Runnable listener) {
      inner.onReadable(
          () -> {
            if (!deaf.get()) {
              listener.run();
            }
          });
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
