package dev.handoff.tcp;

import dev.handoff.Connection;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A program that sends more bytes than a key may encrypt, which is set low. The JDK reads that
 * limit once, so this needs a process of its own; it shows each new key on its error output.
 */
final class KeyUpdates {
  private KeyUpdates() {}

  public static void main(String[] args) throws Exception {
    java.security.Security.setProperty(
        "jdk.tls.keyLimits", "AES/GCM/NoPadding KeyUpdate 2^18, ChaCha20-Poly1305 KeyUpdate 2^18");
    System.setProperty("javax.net.debug", "ssl,handshake");
    Network network = new Network();
    Network.Node a = network.node(Identities.A, Identities.of(Identities.A, Identities.B));
    Network.Node b = network.node(Identities.B, Identities.of(Identities.B, Identities.A));
    Connection left = a.connect(Identities.B, b.address);
    Connection right = Network.take(b.accepted).connection();
    List<String> sums = Transfer.run(left, right, 4 << 20, 1);
    bothFillThenRead(left, right);
    if (sums.get(0).equals(sums.get(1)) && sums.get(2).equals(sums.get(3))) {
      System.out.println("sums are equal");
    }
    network.close();
  }

  /** Both sides write until there is no room, and read only then. */
  private static void bothFillThenRead(Connection left, Connection right) throws Exception {
    int there = fill(left);
    int back = fill(right);
    while (there > 0 || back > 0) {
      there -= right.read(ByteBuffer.allocate(100_000));
      back -= left.read(ByteBuffer.allocate(100_000));
      left.flush();
      right.flush();
    }
    System.out.println("no side waited for the other: " + (there + back));
  }

  private static int fill(Connection connection) throws Exception {
    ByteBuffer much = ByteBuffer.allocate(24 << 20);
    for (int refusals = 0; refusals < 3; ) {
      refusals += connection.write(much) == 0 ? 1 : 0;
    }
    return much.position();
  }
}
