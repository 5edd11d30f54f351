---- MODULE MCPeerIsolation ----
EXTENDS PeerIsolation
====
