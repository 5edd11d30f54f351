package dev.handoff.tcp;

import dev.handoff.PeerId;
import java.util.Set;

class PlainConnectionTest extends TcpContract {
  @Override
  Security security(PeerId self) {
    return Security.plain(Set.of(Identities.A, Identities.B));
  }
}
