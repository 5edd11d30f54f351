package dev.handoff.tcp;

import static dev.handoff.tcp.Identities.A;
import static dev.handoff.tcp.Identities.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Connection;
import dev.handoff.Dialer.Dialled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpEndpointTest {
  private static final Security PLAIN = Security.plain(Set.of(A, B));

  private final Network network = new Network();

  @AfterEach
  void close() throws Exception {
    network.close();
  }

  @Test
  void aPortInUseIsAClearError() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    assertThatThrownBy(() -> a.endpoint.listen(a.address, a))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("A cannot listen at")
        .hasMessageContaining("in use")
        .hasMessageContaining("another port");
  }

  @Test
  void anAddressThatIsNotResolvedIsRefused() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    assertThatThrownBy(
            () ->
                a.endpoint.dialer(Map.of(B, InetSocketAddress.createUnresolved("validator", 7001))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("B")
        .hasMessageContaining("not resolved");
  }

  @Test
  void aClosedEndpointNeitherListensNorDials() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    a.endpoint.close();
    a.endpoint.close();
    a.endpoint.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> a.endpoint.listen(Network.loopback(0), a))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the endpoint is closed");
    Dialled dialled = a.dial(B, a.address);
    assertThat(((HandshakeException) ((Dialled.Unreachable) dialled).cause()).kind())
        .isEqualTo(HandshakeException.Kind.CLOSED);
    try (Socket nobody = new Socket()) {
      assertThatThrownBy(() -> nobody.connect(a.address)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void closingGivesUpWhatIsBeingDialled() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    try (ServerSocketChannel silent = ServerSocketChannel.open()) {
      silent.bind(Network.loopback(0), 1);
      InetSocketAddress address = (InetSocketAddress) silent.getLocalAddress();
      // The first few wait for a welcome, the others for the system to take them.
      for (int i = 0; i < 6; i++) {
        a.dialling(B, address);
      }
      BlockingQueue<Dialled> last = a.dialling(B, address);
      while (network.scheduler.timerCount() < 7) {
        Thread.onSpinWait();
      }
      a.endpoint.close();
      assertThat(Network.take(last).toString()).contains("this endpoint is closed");
      network.scheduler.advance(Network.SETTINGS.lingerTimeout());
      a.endpoint.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(a.counters.failures())
          .containsEntry("protocol=\"tcp\",kind=\"handshake-closed\"", 7L);
    }
  }

  @Test
  void closingEndsConnectionsInOrder() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Network.Node b = network.node(B, PLAIN);
    Connection here = a.connect(B, b.address);
    Connection there = Network.take(b.accepted).connection();
    here.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    a.endpoint.close();
    ByteBuffer got = ByteBuffer.allocate(10);
    while (there.read(got) >= 0) {
      Thread.onSpinWait();
    }
    assertThat(got.position()).isEqualTo(3);
    there.close();
    a.endpoint.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aPeerThatGoesOnSendingAfterTheCloseIsResetAtTheBound() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Network.Node b = network.node(B, PLAIN);
    Connection here = a.connect(B, b.address);
    Connection there = Network.take(b.accepted).connection();
    here.close();
    ByteBuffer much = ByteBuffer.allocate(16 << 20);
    assertThatThrownBy(
            () -> {
              while (much.hasRemaining()) {
                there.write(much);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the connection with A at ");
    assertThat(a.endpoint.socketCount()).isZero();
    // The write has had the reset; a reader must not take what remains for a decent end.
    assertThatThrownBy(
            () -> {
              while (there.read(ByteBuffer.allocate(10)) >= 0) {
                Thread.onSpinWait();
              }
              throw new AssertionError("a decent end");
            })
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(IOException.class),
            // The end came before the reset, and was read in its place.
            e -> assertThat(e).hasMessage("a decent end"));
  }

  @Test
  void whenTheSystemHasNoSocketTheListenerRestsAndGoesOn() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    AtomicInteger failures = new AtomicInteger(3);
    BlockingQueue<Wire> accepted = new LinkedBlockingQueue<>();
    try (ServerSocketChannel server = ServerSocketChannel.open();
        Socket socket = new Socket()) {
      server.bind(Network.loopback(0));
      Sockets sockets = new Sockets(Network.SETTINGS, network.scheduler, a.counters);
      AtomicBoolean done = new AtomicBoolean();
      Reactor reactor = Reactor.start("test", a.counters, done::get, () -> {});
      Listening listening =
          new Listening(
              server,
              () -> {
                if (failures.get() == 1) {
                  failures.set(0);
                  throw new IllegalStateException("because the test says so");
                } else if (failures.getAndDecrement() > 0) {
                  throw new IOException("Too many open files");
                }
                return Optional.ofNullable(server.accept());
              },
              reactor,
              sockets,
              a,
              accepted::add);
      listening.start();
      socket.connect(server.getLocalAddress());
      for (int i = 0; i < 3; i++) {
        while (network.scheduler.timerCount() == 0) {
          Thread.onSpinWait();
        }
        assertThat(accepted).isEmpty();
        network.scheduler.advance(Network.SETTINGS.acceptPause());
      }
      Network.take(accepted).abort();
      assertThat(a.counters.failures()).containsEntry("protocol=\"tcp\",kind=\"accept\"", 2L);
      done.set(true);
      reactor.wake();
    }
  }

  @Test
  void aSocketWhoseOwnerFailsIsClosedAndTheThreadGoesOn() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Sockets sockets = new Sockets(Network.SETTINGS, network.scheduler, a.counters);
    AtomicBoolean done = new AtomicBoolean();
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    Reactor reactor =
        Reactor.start("test", a.counters, done::get, () -> said.add("the thread has ended"));
    for (int i = 0; i < 2; i++) {
      assertThat(sockets.acquire(Sockets.Slot.CONNECTION)).isTrue();
      Wire wire =
          new Wire(
              SocketChannel.open(a.address), a.address, reactor, sockets, Sockets.Slot.CONNECTION);
      wire.belongsTo(
          new Wire.Owner() {
            @Override
            public void ready(int ops) {
              said.add("ready");
              throw new IllegalStateException("because the test says so");
            }

            @Override
            public void close() {}
          });
      wire.arm(SelectionKey.OP_WRITE);
      assertThat(Network.take(said)).isEqualTo("ready");
      while (sockets.count() > 0) {
        Thread.onSpinWait();
      }
      assertThat(wire.arm(SelectionKey.OP_WRITE)).isFalse();
      assertThat(wire.admit()).as("a wire that is gone").isFalse();
    }
    assertThat(a.counters.failures()).containsEntry("protocol=\"tcp\",kind=\"selector\"", 2L);
    done.set(true);
    reactor.wake();
    assertThat(Network.take(said)).isEqualTo("the thread has ended");
  }

  @Test
  void settingsMustBePositive() {
    assertThatThrownBy(
            () -> TcpSettings.DEFAULT.withTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("connectTimeout must be positive, not PT0S");
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> TcpSettings.DEFAULT.withTimeouts(second, second.negated(), second))
        .hasMessage("handshakeTimeout must be positive, not PT-1S");
    assertThatThrownBy(() -> TcpSettings.DEFAULT.withBounds(1, 0))
        .hasMessage("maxHandshakes must be positive, not 0");
  }

  @Test
  void whatTheSocketSaysOfItsOwnCloseIsNoFailureOfThePeer() {
    assertThat(Admission.kindOf(new ClosedChannelException()))
        .isEqualTo(HandshakeException.Kind.CLOSED);
  }
}
