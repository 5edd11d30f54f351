package dev.handoff.tcp;

import dev.handoff.PeerId;

class TlsConnectionTest extends TcpContract {
  @Override
  Security security(PeerId self) {
    return Identities.of(self, Identities.A, Identities.B);
  }
}
