package dev.handoff.tcp;

import static dev.handoff.tcp.Identities.A;
import static dev.handoff.tcp.Identities.B;
import static dev.handoff.tcp.Identities.C;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Dialer.Dialled;
import dev.handoff.Frame;
import dev.handoff.FrameParser;
import dev.handoff.FramedSink;
import dev.handoff.PeerId;
import dev.handoff.tcp.HandshakeException.Kind;
import dev.handoff.tcp.HandshakeMessage.Hello;
import dev.handoff.tcp.HandshakeMessage.Reject;
import dev.handoff.tcp.HandshakeMessage.Welcome;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How two endpoints come together, and all the ways in which they do not. */
class HandshakeTest {
  private static final Security PLAIN = Security.plain(Set.of(A, B, C));
  private static final Duration LATE = Network.SETTINGS.handshakeTimeout();
  private static final int PATIENCE_MILLIS = 30_000;

  private final Network network = new Network();

  @AfterEach
  void close() throws Exception {
    network.close();
  }

  private static void assertTurnedAway(Network.Node node, Kind kind, String word) throws Exception {
    IOException cause = Network.take(node.turnedAway);
    assertThat(((HandshakeException) cause).kind()).isEqualTo(kind);
    assertThat(cause).hasMessageContaining("was turned away").hasMessageContaining(word);
    assertThat(cause.getMessage()).doesNotContain("\n");
    assertThat(node.counters.failures())
        .containsEntry("protocol=\"tcp\",kind=\"%s\"".formatted(kind.word()), 1L);
    assertThat(node.accepted).isEmpty();
  }

  private static HandshakeException unreachable(Dialled dialled) {
    assertThat(dialled).isInstanceOf(Dialled.Unreachable.class);
    return (HandshakeException) ((Dialled.Unreachable) dialled).cause();
  }

  private static void assertUnreachable(Dialled dialled, Kind kind, String... words) {
    HandshakeException cause = unreachable(dialled);
    assertThat(cause.kind()).as(cause.getMessage()).isEqualTo(kind);
    assertThat(cause).hasMessageContainingAll(words).hasMessageStartingWith("no connection with B");
    assertThat(cause.getMessage()).doesNotContain("\n");
  }

  // Those who come together.

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void peersLearnEachOthersNamesAndTheSession(boolean tls) throws Exception {
    Network.Node a = network.node(A, tls ? Identities.of(A, B) : PLAIN);
    Network.Node b = network.node(B, tls ? Identities.of(B, A) : PLAIN);
    Connection connection = a.connect(B, b.address);
    Network.Accepted accepted = Network.take(b.accepted);
    assertThat(connection.peer()).isEqualTo(B);
    assertThat(connection).hasToString("B at " + b.address);
    assertThat(accepted.peer()).isEqualTo(A);
    assertThat(accepted.connection().peer()).isEqualTo(A);
    assertThat(accepted.session()).isEqualTo(Network.SESSION);
    assertThat(a.counters.failures()).isEmpty();
    assertThat(b.counters.failures()).isEmpty();
    assertThat(network.scheduler.timerCount()).as("timers left").isZero();
  }

  @Test
  void bytesThatComeRightAfterTheHandshakeBelongToTheProtocol() throws Exception {
    Network.Node b = network.node(B, PLAIN);
    try (Socket socket = socket(b.address)) {
      ByteBuffer all = ByteBuffer.allocate(200);
      all.put(wire(new Hello(A, Network.SESSION))).put(new byte[] {1, 2, 3}).flip();
      socket.getOutputStream().write(all.array(), 0, all.limit());
      assertThat(read(socket)).isEqualTo(new Welcome(B));
      ByteBuffer got = ByteBuffer.allocate(10);
      Connection connection = Network.take(b.accepted).connection();
      while (got.position() < 3) {
        connection.read(got);
      }
      assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
  }

  @Test
  void aHelloMayComeByteByByte() throws Exception {
    Network.Node b = network.node(B, PLAIN);
    try (Socket socket = socket(b.address)) {
      socket.setTcpNoDelay(true);
      for (byte one : wire(new Hello(A, Network.SESSION))) {
        socket.getOutputStream().write(one);
      }
      assertThat(read(socket)).isEqualTo(new Welcome(B));
      assertThat(Network.take(b.accepted).peer()).isEqualTo(A);
    }
  }

  @Test
  void framesTravelOverAConnection() throws Exception {
    Network.Node a = network.node(A, Identities.of(A, B));
    Network.Node b = network.node(B, Identities.of(B, A));
    FramedSink sink = new FramedSink(a.connect(B, b.address), 100, 1000);
    sink.encode(new Frame((byte) 7, Bytes.utf8("text")));
    sink.encode(new Frame((byte) 8, Bytes.EMPTY));
    while (!sink.flush()) {
      Thread.onSpinWait();
    }
    Connection connection = Network.take(b.accepted).connection();
    FrameParser parser = new FrameParser(100);
    assertThat(next(parser, connection)).isEqualTo(new Frame((byte) 7, Bytes.utf8("text")));
    assertThat(next(parser, connection)).isEqualTo(new Frame((byte) 8, Bytes.EMPTY));
  }

  private static Frame next(FrameParser parser, Connection connection) throws IOException {
    Optional<Frame> frame = parser.next();
    while (frame.isEmpty()) {
      parser.readFrom(connection);
      frame = parser.next();
    }
    return frame.get();
  }

  // Bad input to one who listens.

  @Test
  void garbageInsteadOfAHandshakeIsTurnedAway() throws Exception {
    Network.Node b = network.node(B, PLAIN);
    try (Socket socket = socket(b.address)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      assertThat(read(socket))
          .isInstanceOfSatisfying(Reject.class, r -> hasKind(r, Kind.MALFORMED));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertTurnedAway(b, Kind.MALFORMED, "no frame of version 1");
    }
  }

  @Test
  void aFrameThatIsTooLongIsTurnedAwayAfterItsHeader() throws Exception {
    assertRejected(new byte[] {0, 0, 2, 1, 1, 'H', 0, 0}, Kind.MALFORMED, "up to 512 bytes");
  }

  @Test
  void aFrameOfNegativeLengthIsTurnedAway() throws Exception {
    assertRejected(new byte[] {-1, 0, 2, 1, 1, 'H', 0, 0}, Kind.MALFORMED, "up to 512 bytes");
  }

  @Test
  void anotherVersionOfTheFramingIsTurnedAway() throws Exception {
    assertRejected(new byte[] {0, 0, 0, 9, 2, 'H', 0, 0}, Kind.MALFORMED, "no frame of version 1");
  }

  @Test
  void aHeaderWithOtherReservedBytesIsTurnedAway() throws Exception {
    assertRejected(new byte[] {0, 0, 0, 9, 1, 'H', 0, 1}, Kind.MALFORMED, "no frame of version 1");
  }

  @Test
  void anotherMagicIsTurnedAway() throws Exception {
    assertRejected(frame('H', "484F464701"), Kind.MALFORMED, "begins otherwise");
  }

  @Test
  void anotherVersionOfTheHandshakeIsTurnedAway() throws Exception {
    assertRejected(frame('H', "484F464602"), Kind.UNKNOWN_VERSION, "this side speaks version 1");
  }

  @Test
  void anUnknownTypeIsTurnedAway() throws Exception {
    assertRejected(frame('X', "484F464601"), Kind.MALFORMED, "unknown type 88");
  }

  @Test
  void aHelloThatEndsTooEarlyIsTurnedAway() throws Exception {
    assertRejected(frame('H', "484F4646010000"), Kind.MALFORMED, "ends too early");
    // A name that is said to be longer than there are bytes.
    byte[] hello = wire(new Hello(A, Network.SESSION));
    hello[hello.length - 2] = 9;
    assertRejected(hello, Kind.MALFORMED, "ends too early");
  }

  @Test
  void aHelloWithBytesAfterItsEndIsTurnedAway() throws Exception {
    assertRejected(
        frame('H', "484F464601" + "00".repeat(16) + "000141" + "00"),
        Kind.MALFORMED,
        "bytes after its end");
  }

  @Test
  void aNameWithOtherCharactersIsTurnedAway() throws Exception {
    assertRejected(
        frame('H', "484F464601" + "00".repeat(16) + "00010A"), Kind.MALFORMED, "not the name");
  }

  @Test
  void aMessageThatIsNoHelloIsTurnedAway() throws Exception {
    assertRejected(wire(new Welcome(A)), Kind.MALFORMED, "begins with a hello");
  }

  @Test
  void anUnknownPeerIsTurnedAway() throws Exception {
    assertRejected(
        wire(new Hello(new PeerId("nobody"), Network.SESSION)),
        Kind.UNKNOWN_PEER,
        "B does not know a peer named nobody");
  }

  private void assertRejected(byte[] bytes, Kind kind, String words) throws Exception {
    Network.Node b = network.node(B, PLAIN);
    try (Socket socket = socket(b.address)) {
      socket.getOutputStream().write(bytes);
      HandshakeMessage answer = read(socket);
      assertThat(answer).isInstanceOfSatisfying(Reject.class, r -> hasKind(r, kind));
      assertThat(((Reject) answer).text()).contains(words);
      assertThat(socket.getInputStream().read()).as("the end").isEqualTo(-1);
    }
    assertTurnedAway(b, kind, words);
  }

  private static void hasKind(Reject reject, Kind kind) {
    assertThat(reject.kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 20})
  void oneWhoSaysHalfAHelloAndNothingMoreIsTurnedAwayInTime(int bytes) throws Exception {
    Network.Node b = network.node(B, PLAIN);
    try (Socket socket = socket(b.address)) {
      socket.getOutputStream().write(wire(new Hello(A, Network.SESSION)), 0, bytes);
      awaitTimers(1);
      network.scheduler.advance(LATE.minusNanos(1));
      assertThat(b.turnedAway).isEmpty();
      network.scheduler.advance(Duration.ofNanos(1));
      assertTurnedAway(b, Kind.TIMEOUT, "within PT5S");
    }
  }

  @Test
  void oneWhoSaysNothingToTlsIsTurnedAwayInTime() throws Exception {
    Network.Node b = network.node(B, Identities.of(B, A));
    try (Socket socket = socket(b.address)) {
      awaitTimers(1);
      network.scheduler.advance(LATE);
      assertTurnedAway(b, Kind.TIMEOUT, "within PT5S");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private void awaitTimers(int count) {
    while (network.scheduler.timerCount() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void oneWhoGoesAwayDuringTheHandshakeIsNoticed() throws Exception {
    Network.Node b = network.node(B, PLAIN);
    try (Socket socket = socket(b.address)) {
      socket.getOutputStream().write(wire(new Hello(A, Network.SESSION)), 0, 10);
      socket.shutdownOutput();
      assertTurnedAway(b, Kind.ENDED, "ended the connection during the handshake");
    }
  }

  @Test
  void oneWhoResetsDuringTheHandshakeIsNoticed() throws Exception {
    Network.Node b = network.node(B, PLAIN);
    Socket socket = socket(b.address);
    awaitTimers(1);
    socket.setSoLinger(true, 0);
    socket.close();
    assertTurnedAway(b, Kind.ENDED, "reset");
  }

  @Test
  void thereIsRoomForSoManyHandshakesAndNoMore() throws Exception {
    Network.Node b = network.node(B, PLAIN, Network.SETTINGS.withBounds(8, 1));
    try (Socket first = socket(b.address)) {
      awaitTimers(1);
      try (Socket second = socket(b.address)) {
        assertTurnedAway(b, Kind.TOO_MANY_CONNECTIONS, "raise maxHandshakes");
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
      // The first still has its place, and the next gets it once the first has gone on.
      first.getOutputStream().write(wire(new Hello(A, Network.SESSION)));
      assertThat(read(first)).isEqualTo(new Welcome(B));
      try (Socket third = socket(b.address)) {
        third.getOutputStream().write(wire(new Hello(C, Network.SESSION)));
        assertThat(read(third)).isEqualTo(new Welcome(B));
      }
    }
  }

  @Test
  void thereIsRoomForSoManyConnectionsAndNoMore() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Network.Node b = network.node(B, PLAIN, Network.SETTINGS.withBounds(1, 8));
    Connection first = a.connect(B, b.address);
    Network.take(b.accepted);
    assertUnreachable(
        a.dial(B, b.address), Kind.TOO_MANY_CONNECTIONS, "B has 1 connections", "maxConnections");
    assertTurnedAway(b, Kind.TOO_MANY_CONNECTIONS, "maxConnections");
    assertUnreachable(b.dial(B, b.address), Kind.TOO_MANY_CONNECTIONS, "B has 1 connections");
    assertThat(first.read(ByteBuffer.allocate(1))).isZero();
  }

  @Test
  void aConnectionThatIsClosedMakesRoomForTheNext() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Network.Node b = network.node(B, PLAIN, Network.SETTINGS.withBounds(1, 8));
    for (int i = 0; i < 10; i++) {
      Connection here = a.connect(B, b.address);
      Connection there = Network.take(b.accepted).connection();
      here.close();
      there.close();
      while (b.endpoint.socketCount() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void anAcceptorThatThrowsLosesTheConnectionAndNothingElse() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Network.Node b = network.node(B, PLAIN);
    InetSocketAddress other =
        b.endpoint.listen(
            Network.loopback(0),
            (peer, session, connection) -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
              throw new IllegalStateException("because the test says so");
            });
    Connection lost = a.connect(B, other);
    awaitEnd(lost);
    assertThat(b.counters.failures()).containsEntry("protocol=\"tcp\",kind=\"listener\"", 1L);
    a.connect(B, b.address);
  }

  private static void awaitEnd(Connection connection) throws IOException {
    int count = 0;
    while (count == 0) {
      count = connection.read(ByteBuffer.allocate(1));
    }
    assertThat(count).isEqualTo(-1);
  }

  // Bad answers to one who dials.

  @Test
  void nobodyAtTheAddress() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    int free;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = unused.getLocalPort();
    }
    assertUnreachable(
        a.dial(B, Network.loopback(free)),
        Kind.UNREACHABLE,
        "127.0.0.1:" + free,
        "refused",
        "check that it is up");
    assertThat(a.counters.failures())
        .containsEntry("protocol=\"tcp\",kind=\"handshake-unreachable\"", 1L);
  }

  @Test
  void aPeerWithoutAnAddress() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    BlockingQueue<Dialled> result = new LinkedBlockingQueue<>();
    a.endpoint.dialer(Map.of()).dial(B, Network.SESSION, result::add);
    assertUnreachable(Network.take(result), Kind.UNREACHABLE, "not in the map of addresses");
  }

  @Test
  void aPeerThatThisSideDoesNotKnow() throws Exception {
    Network.Node a = network.node(A, Identities.of(A, C));
    assertUnreachable(a.dial(B, a.address), Kind.UNKNOWN_PEER, "A does not know that peer");
  }

  @Test
  void aPeerThatAnswersWithAnotherName() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Network.Node c = network.node(C, PLAIN);
    assertUnreachable(a.dial(B, c.address), Kind.WRONG_PEER, "C answers there");
  }

  @Test
  void aPeerThatSaysNothing() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BlockingQueue<Dialled> result = a.dialling(B, Network.loopback(server.getLocalPort()));
      try (Socket socket = server.accept()) {
        new DataInputStream(socket.getInputStream())
            .readFully(new byte[wire(new Hello(A, Network.SESSION)).length]);
        network.scheduler.advance(LATE);
        assertUnreachable(Network.take(result), Kind.TIMEOUT, "no answer within PT5S");
      }
    }
  }

  @Test
  void aMachineThatDoesNotAnswer() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    // A listener whose queue is full answers nobody.
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = Network.loopback(server.getLocalPort());
      for (int i = 0; i < 8; i++) {
        a.dialling(B, address);
      }
      BlockingQueue<Dialled> result = a.dialling(B, address);
      awaitTimers(9);
      network.scheduler.advance(Network.SETTINGS.connectTimeout());
      assertUnreachable(Network.take(result), Kind.TIMEOUT, "no answer within PT5S");
    }
  }

  @Test
  void aPeerThatClosesDuringTheHandshake() throws Exception {
    assertUnreachable(answeredWith(new byte[0]), Kind.ENDED, "ended the connection");
    assertUnreachable(answeredWith(new byte[] {0, 0}), Kind.ENDED, "ended the connection");
  }

  @Test
  void aPeerThatAnswersGarbage() throws Exception {
    assertUnreachable(
        answeredWith("SSH-2.0-OpenSSH\r\n".getBytes(US_ASCII)), Kind.MALFORMED, "no frame");
    assertUnreachable(
        answeredWith(wire(new Hello(B, Network.SESSION))), Kind.MALFORMED, "no hello");
  }

  @Test
  void aRejectionIsPassedOnWithoutItsControlCharacters() throws Exception {
    assertUnreachable(
        answeredWith(wire(new Reject(Kind.UNKNOWN_PEER, "who\n\u001b[2Jare you"))),
        Kind.UNKNOWN_PEER,
        "turned this one away: who??[2Jare you");
  }

  @Test
  void aRejectionOfALaterVersionIsUnderstood() throws Exception {
    assertUnreachable(
        answeredWith(frame('R', "484F464607" + "63" + "000161")), Kind.REJECTED, "away: a");
  }

  @Test
  void aTextThatIsTooLongIsCut() throws Exception {
    Reject reject = new Reject(Kind.MALFORMED, "x".repeat(1000));
    assertThat(((Reject) HandshakeMessage.decode(reject.encode())).text())
        .isEqualTo("x".repeat(400));
  }

  /** Returns what becomes of a dial that is answered with those bytes and the end. */
  private Dialled answeredWith(byte[] bytes) throws Exception {
    Network.Node a = network.node(A, PLAIN);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BlockingQueue<Dialled> result = a.dialling(B, Network.loopback(server.getLocalPort()));
      try (Socket socket = server.accept()) {
        // Read it all: unread bytes would make the end a reset.
        new DataInputStream(socket.getInputStream())
            .readFully(new byte[wire(new Hello(A, Network.SESSION)).length]);
        socket.getOutputStream().write(bytes);
      }
      return Network.take(result);
    }
  }

  @Test
  void aCallbackThatThrowsIsCounted() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Network.Node b = network.node(B, PLAIN);
    a.endpoint
        .dialer(Map.of(B, b.address))
        .dial(
            B,
            Network.SESSION,
            dialled -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
              throw new IllegalStateException("because the test says so");
            });
    awaitEnd(Network.take(b.accepted).connection());
    assertThat(a.counters.failures()).containsEntry("protocol=\"tcp\",kind=\"listener\"", 1L);
  }

  // Certificates.

  @Test
  void aPeerWithACertificateThatNobodyHasPinned() throws Exception {
    Network.Node a = network.node(A, Identities.of(A, B));
    Network.Node b = network.node(B, Identities.of(B, C));
    assertUnreachable(a.dial(B, b.address), Kind.TLS, "each side has pinned the other's");
    assertTurnedAway(b, Kind.TLS, "is not pinned here");
  }

  @Test
  void aPeerWithTheCertificateOfAnotherKnownPeer() throws Exception {
    // It has C's key, and says that it is A.
    Network.Node a =
        network.node(A, Security.mutualTls(Identities.of(C), Map.of(B, Identities.pin(B))));
    Network.Node b = network.node(B, Identities.of(B, A, C));
    assertUnreachable(
        a.dial(B, b.address), Kind.WRONG_CERTIFICATE, "not the one that B has pinned for A");
    assertTurnedAway(b, Kind.WRONG_CERTIFICATE, "not the one that B has pinned for A");
  }

  @Test
  void aPeerThatAnswersWithTheCertificateOfAnotherKnownPeer() throws Exception {
    Network.Node a = network.node(A, Identities.of(A, B, C));
    Network.Node c = network.node(C, Identities.of(C, A));
    assertUnreachable(a.dial(B, c.address), Kind.TLS, "is not pinned here");
    assertTurnedAway(c, Kind.TLS, "TLS failed");
  }

  @Test
  void oneWithoutACertificate() throws Exception {
    Network.Node b = network.node(B, Identities.of(B, A));
    SSLContext trusting = trustingAll();
    try (SSLSocket socket =
        (SSLSocket)
            trusting.getSocketFactory().createSocket(b.address.getAddress(), b.address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.startHandshake();
      assertTurnedAway(b, Kind.TLS, "TLS failed");
    }
  }

  @Test
  void aPlainPeerAtATlsPort() throws Exception {
    Network.Node a = network.node(A, PLAIN);
    Network.Node b = network.node(B, Identities.of(B, A));
    HandshakeException cause = unreachable(a.dial(B, b.address));
    assertThat(cause).hasMessageContaining("the other side speaks TLS");
    assertTurnedAway(b, Kind.TLS, "neither is set to plain");
  }

  @Test
  void aTlsPeerAtAPlainPort() throws Exception {
    Network.Node a = network.node(A, Identities.of(A, B));
    Network.Node b = network.node(B, PLAIN);
    assertUnreachable(a.dial(B, b.address), Kind.TLS, "neither is set to plain");
    assertTurnedAway(b, Kind.MALFORMED, "the other side speaks TLS");
  }

  private static SSLContext trustingAll() throws NoSuchAlgorithmException, KeyManagementException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        new KeyManager[0],
        new TrustManager[] {
          new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
              return new X509Certificate[0];
            }
          }
        },
        null);
    return context;
  }

  // Raw sockets.

  private static Socket socket(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static byte[] wire(HandshakeMessage message) {
    Frame frame = message.encode();
    return frame((char) frame.type(), frame.payload().hex());
  }

  private static byte[] frame(char type, String payload) {
    byte[] bytes = HexFormat.of().parseHex(payload);
    return ByteBuffer.allocate(8 + bytes.length)
        .putInt(bytes.length)
        .put((byte) 1)
        .put((byte) type)
        .putShort((short) 0)
        .put(bytes)
        .array();
  }

  private static HandshakeMessage read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] payload = new byte[in.readInt()];
    assertThat(in.readByte()).as("version").isEqualTo((byte) 1);
    byte type = in.readByte();
    assertThat(in.readShort()).as("reserved").isZero();
    in.readFully(payload);
    return HandshakeMessage.decode(new Frame(type, Bytes.copyOf(payload)));
  }
}
