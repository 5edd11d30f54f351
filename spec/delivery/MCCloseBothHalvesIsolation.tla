---------------------- MODULE MCCloseBothHalvesIsolation -----------------------
(* Several receivers, a writer that ends the connection, with its witnesses. *)
EXTENDS CloseBothHalvesIsolation

WitnessTypeOK        == \A p \in Peers : pipe[p] # <<>>
WitnessNoSilentDrop  == Len(queue[Stuck]) = Capacity /\ Len(pipe[Stuck]) = PipeRoom
WitnessBoundedMemory == \E p \in Peers : Len(queue[p]) = Capacity /\ Len(pipe[p]) = PipeRoom
WitnessIsolation     == Len(queue[Stuck]) = Capacity /\ \A p \in Healthy : queue[p] # <<>>
================================================================================
