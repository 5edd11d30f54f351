---------------------------- MODULE MCPeerIsolation -----------------------------
(* Several receivers, the reference, with its witnesses. *)
EXTENDS PeerIsolation

WitnessTypeOK        == closed # {} /\ queue[Stuck] # <<>>
WitnessNoSilentDrop  == Len(queue[Stuck]) = Capacity /\ Len(pipe[Stuck]) = PipeRoom
WitnessBoundedMemory == \E p \in Peers : Len(queue[p]) = Capacity /\ Len(pipe[p]) = PipeRoom
WitnessIsolation     == Len(queue[Stuck]) = Capacity /\ \A p \in Healthy : queue[p] # <<>>
================================================================================
