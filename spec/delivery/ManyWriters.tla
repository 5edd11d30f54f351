------------------------------ MODULE ManyWriters ------------------------------
(******************************************************************************)
(* Several receivers, with the queues and writers of the cited code: each     *)
(* connected peer has an actor with a write queue and a writer of its own,    *)
(* and a broadcast pushes to each queue.  A push never waits and always       *)
(* succeeds: a full queue drops its oldest.  What becomes of a write that     *)
(* times out is the design's.                                                 *)
(******************************************************************************)
EXTENDS ManyPeers

Push(q, m) == Append(IF Len(q) = Capacity THEN Tail(q) ELSE q, m)

Send(m, p) ==              \* linearization point: the push to the write queue of p
    /\ IsNext(m, p)
    /\ status' = [status EXCEPT ![p][m] = "accepted"]
    /\ queue' = [queue EXCEPT ![p] = Push(@, m)]
    /\ UNCHANGED <<pipe, handedUp, closed>>

Write(p) ==
    /\ p \notin closed
    /\ queue[p] # <<>> /\ Len(pipe[p]) < PipeRoom
    /\ pipe' = [pipe EXCEPT ![p] = Append(@, Head(queue[p]))]
    /\ queue' = [queue EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<status, handedUp, closed>>

Take(p) ==
    /\ p \in Healthy /\ pipe[p] # <<>>
    /\ handedUp' = [handedUp EXCEPT ![p] = Append(@, Head(pipe[p]))]
    /\ pipe' = [pipe EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<status, queue, closed>>

WriteIsStuck(p) ==
    p = Stuck /\ p \notin closed /\ Len(pipe[p]) = PipeRoom /\ queue[p] # <<>>
--------------------------------------------------------------------------------
Environment == \E p \in Peers, m \in Messages : Send(m, p)

Fairness == \A p \in Healthy : WF_vars(Write(p)) /\ WF_vars(Take(p))
================================================================================
