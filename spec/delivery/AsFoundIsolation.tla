---------------------------- MODULE AsFoundIsolation ----------------------------
(******************************************************************************)
(* Several receivers, as found: each connected peer has an actor with a write *)
(* queue and a writer of its own, and a broadcast pushes to each queue.  A    *)
(* push never waits and always succeeds: a full queue drops its oldest.       *)
(******************************************************************************)
EXTENDS ManyPeers

Send(m, p) ==              \* linearization point: the push to the write queue of p
    /\ IsNext(m, p)
    /\ status' = [status EXCEPT ![p][m] = "accepted"]
    /\ queue' = [queue EXCEPT ![p] = Append(IF Len(@) = Capacity THEN Tail(@) ELSE @, m)]
    /\ UNCHANGED <<pipe, handedUp, closed>>

Write(p) ==
    /\ queue[p] # <<>> /\ Len(pipe[p]) < PipeRoom
    /\ pipe' = [pipe EXCEPT ![p] = Append(@, Head(queue[p]))]
    /\ queue' = [queue EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<status, handedUp, closed>>

Take(p) ==
    /\ p \in Healthy /\ pipe[p] # <<>>
    /\ handedUp' = [handedUp EXCEPT ![p] = Append(@, Head(pipe[p]))]
    /\ pipe' = [pipe EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<status, queue, closed>>

TimeOutWrite(p) ==         \* the message that waited for room is dropped, and the writer goes on with the next
    /\ p = Stuck /\ Len(pipe[p]) = PipeRoom /\ queue[p] # <<>>
    /\ queue' = [queue EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<status, pipe, handedUp, closed>>
--------------------------------------------------------------------------------
System == \E p \in Peers : Write(p) \/ Take(p) \/ TimeOutWrite(p)

Environment == \E p \in Peers, m \in Messages : Send(m, p)

Next == System \/ Environment

Fairness == \A p \in Healthy : WF_vars(Write(p)) /\ WF_vars(Take(p))

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================

Models (MCAsFoundIsolation): StuckPeer with 3 receivers; standard 3 messages, queue 2, pipe 1; deep 4, 3, 2.
