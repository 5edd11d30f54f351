package dev.handoff.tcp;

import static dev.handoff.tcp.Identities.A;
import static dev.handoff.tcp.Identities.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to connections under TLS, and many bytes over both kinds. */
class TlsTest {
  private final Network network = new Network();

  @AfterEach
  void close() throws Exception {
    network.close();
  }

  private static Security security(PeerId self) {
    return Identities.of(self, A, B);
  }

  @Test
  void anEndThatTlsDoesNotConfirmIsAFailure() throws Exception {
    Network.Node a = network.node(A, security(A));
    Network.Node b = network.node(B, security(B));
    try (Proxy proxy = new Proxy(b.address)) {
      Connection left = a.connect(B, proxy.address());
      Connection right = Network.take(b.accepted).connection();
      right.write(ByteBuffer.wrap(new byte[] {1}));
      right.flush();
      assertThat(readSome(left)).isEqualTo(1);
      proxy.cut();
      assertThatThrownBy(() -> readSome(left))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("bytes may be missing")
          .hasMessageContaining("connection with B")
          .hasMessageEndingWith("dial again");
      assertThatThrownBy(() -> left.write(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
      left.close();
      assertThatThrownBy(() -> readSome(left)).hasMessageContaining("was closed on this side");
      assertThat(a.counters.failures()).containsEntry("protocol=\"tcp\",kind=\"connection\"", 1L);
    }
  }

  @Test
  void bytesThatWereChangedOnTheWayAreAFailureAtBothEnds() throws Exception {
    Network.Node a = network.node(A, security(A));
    Network.Node b = network.node(B, security(B));
    try (Proxy proxy = new Proxy(b.address)) {
      Connection left = a.connect(B, proxy.address());
      Connection right = Network.take(b.accepted).connection();
      proxy.corruptNext();
      left.write(ByteBuffer.wrap(new byte[100]));
      left.flush();
      assertThatThrownBy(() -> readSome(right)).isInstanceOf(IOException.class);
      // It is told so, by an alert.
      assertThatThrownBy(() -> readSome(left)).hasMessageContaining("bad_record_mac");
    }
  }

  @Test
  void closingWhileTheOtherSideReadsNothingEndsInTime() throws Exception {
    Network.Node a = network.node(A, security(A));
    Network.Node b = network.node(B, security(B));
    Connection left = a.connect(B, b.address);
    Network.take(b.accepted);
    ByteBuffer much = ByteBuffer.allocate(24 << 20);
    for (int refusals = 0; refusals < 3; ) {
      refusals += left.write(much) == 0 ? 1 : 0;
    }
    assertThat(left.flush()).isFalse();
    left.close();
    assertThat(a.endpoint.socketCount()).isEqualTo(1);
    network.scheduler.advance(Network.SETTINGS.lingerTimeout());
    assertThat(a.endpoint.socketCount()).isZero();
  }

  @Test
  void whatWasTakenArrivesThoughNobodyWaitedForItToBeFlushed() throws Exception {
    Network.Node a = network.node(A, security(A));
    Network.Node b = network.node(B, security(B));
    Connection left = a.connect(B, b.address);
    Connection right = Network.take(b.accepted).connection();
    ByteBuffer much = ByteBuffer.allocate(24 << 20);
    for (int refusals = 0; refusals < 3; ) {
      refusals += left.write(much) == 0 ? 1 : 0;
    }
    left.close();
    int got = 0;
    ByteBuffer into = ByteBuffer.allocate(1 << 20);
    for (int count = right.read(into); count >= 0; count = right.read(into.clear())) {
      got += count;
    }
    assertThat(got).isEqualTo(much.position());
  }

  @Test
  void anEndpointThatIsClosedDuringTheHandshakeOfTlsSaysSo() throws Exception {
    Network.Node a = network.node(A, security(A));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var result = a.dialling(B, Network.loopback(server.getLocalPort()));
      try (Socket socket = server.accept()) {
        assertThat(socket.getInputStream().read()).as("a TLS handshake").isEqualTo(0x16);
        a.endpoint.close();
        assertThat(Network.take(result).toString()).contains("this endpoint is closed");
      }
    }
  }

  @Test
  void aPeerThatEndsDuringTheHandshakeOfTls() throws Exception {
    Network.Node a = network.node(A, security(A));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var result = a.dialling(B, Network.loopback(server.getLocalPort()));
      try (Socket socket = server.accept()) {
        assertThat(socket.getInputStream().read()).isEqualTo(0x16);
        socket.shutdownOutput();
        assertThat(Network.take(result).toString()).contains("TLS failed");
      }
    }
  }

  @Test
  void onePeerThatEndsTlsBeforeItIsEstablishedIsTurnedAway() throws Exception {
    Network.Node b = network.node(B, security(B));
    try (Socket socket = new Socket(b.address.getAddress(), b.address.getPort())) {
      // A close_notify, in the clear.
      socket.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 1, 0});
      assertThat(Network.take(b.turnedAway)).hasMessageContaining("TLS failed");
    }
  }

  @Test
  void listenersThatWaitWhenTheEndpointClosesAreCalled() throws Exception {
    Network.Node a = network.node(A, security(A));
    Network.Node b = network.node(B, security(B));
    Connection left = a.connect(B, b.address);
    CountDownLatch called = new CountDownLatch(1);
    left.onReadable(called::countDown);
    a.endpoint.close();
    assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void fiftyMegabytesArriveUnchangedBothWaysAtOnce(long seed) throws Exception {
    boolean tls = seed != 3;
    Security plain = Security.plain(Set.of(A, B));
    TcpSettings settings = TcpSettings.DEFAULT;
    Network.Node a = network.node(A, tls ? security(A) : plain, settings);
    Network.Node b = network.node(B, tls ? security(B) : plain, settings);
    Connection left = a.connect(B, b.address);
    Connection right = Network.take(b.accepted).connection();
    List<String> sums = Transfer.run(left, right, 25 << 20, seed);
    assertThat(sums.get(1)).as("left to right, seed %d", seed).isEqualTo(sums.get(0));
    assertThat(sums.get(3)).as("right to left, seed %d", seed).isEqualTo(sums.get(2));
  }

  @Test
  void newKeysOnTheWayLoseNothing(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KeyUpdates.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String output = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(output).contains("sums are equal", "no side waited for the other: 0");
    // 4 MB each way at a new key for each 256 KB.
    assertThat(output.split("Produced KeyUpdate post-handshake message", -1).length - 1)
        .isGreaterThan(20);
  }

  private static int readSome(Connection connection) throws IOException {
    int count = 0;
    while (count == 0) {
      count = connection.read(ByteBuffer.allocate(1));
    }
    return count;
  }
}
