--------------------------- MODULE MCRetryIsolation ----------------------------
(* Several receivers, a retry by the application, with its witnesses. *)
EXTENDS RetryIsolation

WitnessTypeOK        == \A p \in Peers : pipe[p] # <<>>
WitnessNoSilentDrop  == Len(queue[Stuck]) = Capacity /\ Len(pipe[Stuck]) = PipeRoom
WitnessBoundedMemory == \E p \in Peers : Len(queue[p]) = Capacity /\ Len(pipe[p]) = PipeRoom
WitnessIsolation     == Len(queue[Stuck]) = Capacity /\ \A p \in Healthy : queue[p] # <<>>
================================================================================
