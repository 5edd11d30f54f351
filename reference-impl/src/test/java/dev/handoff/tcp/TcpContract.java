package dev.handoff.tcp;

import dev.handoff.Connection;
import dev.handoff.ConnectionContract;
import dev.handoff.PeerId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The contract of connections, for both kinds of security. */
abstract class TcpContract extends ConnectionContract {
  private final Network network = new Network();
  private final List<Proxy> proxies = new ArrayList<>();

  abstract Security security(PeerId self);

  @Override
  protected Ends connect() throws Exception {
    Network.Node a = network.node(Identities.A, security(Identities.A));
    Network.Node b = network.node(Identities.B, security(Identities.B));
    Proxy proxy = new Proxy(b.address);
    proxies.add(proxy);
    Connection left = a.connect(Identities.B, proxy.address());
    Connection right = Network.take(b.accepted).connection();
    return new Ends(left, right, proxy::reset);
  }

  @AfterEach
  void close() throws Exception {
    network.close();
    for (Proxy proxy : proxies) {
      proxy.close();
    }
  }
}
