------------------------------ MODULE PeerIsolation ------------------------------
(******************************************************************************)
(* Several receivers, the reference: one session each, with an outbox, a      *)
(* writer and timers of its own.  Nothing is shared but the loop of the       *)
(* broadcast, and that loop never waits: each offer is answered at once.      *)
(******************************************************************************)
EXTENDS ManyPeers

Accept(m, p) ==            \* linearization point: the append to the outbox of p
    /\ IsNext(m, p) /\ p \notin closed /\ Len(queue[p]) < Capacity
    /\ status' = [status EXCEPT ![p][m] = "accepted"]
    /\ queue' = [queue EXCEPT ![p] = Append(@, m)]
    /\ UNCHANGED <<pipe, handedUp, closed>>

Refuse(m, p) ==
    /\ IsNext(m, p)
    /\ p \in closed \/ Len(queue[p]) >= Capacity
    /\ status' = [status EXCEPT ![p][m] = "refused"]
    /\ UNCHANGED <<queue, pipe, handedUp, closed>>

Write(p) ==                \* the next message of the outbox that this connection has not carried; the outbox keeps it
    /\ p \notin closed
    /\ Len(pipe[p]) < PipeRoom /\ Len(pipe[p]) < Len(queue[p])
    /\ pipe' = [pipe EXCEPT ![p] = Append(@, queue[p][Len(@) + 1])]
    /\ UNCHANGED <<status, queue, handedUp, closed>>

TakeAndAcknowledge(p) ==   \* a healthy receiver reads; the message leaves the outbox, and its owner is told
    /\ p \in Healthy /\ pipe[p] # <<>>
    /\ handedUp' = [handedUp EXCEPT ![p] = Append(@, Head(pipe[p]))]
    /\ pipe' = [pipe EXCEPT ![p] = Tail(@)]
    /\ queue' = [queue EXCEPT ![p] = Tail(@)]
    /\ status' = [status EXCEPT ![p][Head(pipe[p])] = "delivered"]
    /\ UNCHANGED closed

TimeOutWrite(p) ==         \* a write makes no progress: the connection ends, the next one begins at the head of the outbox
    /\ p = Stuck /\ p \notin closed /\ pipe[p] # <<>>     \* in the sink, be it the last one: it need not wait for room
    /\ pipe' = [pipe EXCEPT ![p] = <<>>]
    /\ UNCHANGED <<status, queue, handedUp, closed>>

GiveUp(p) ==               \* explicit, and of one receiver: a deadline that a healthy one does not reach
    /\ p = Stuck /\ p \notin closed /\ queue[p] # <<>>
    /\ closed' = closed \cup {p}
    /\ pipe' = [pipe EXCEPT ![p] = <<>>]
    /\ UNCHANGED <<status, queue, handedUp>>

TellUnknown(p) ==          \* what is left is returned, one by one
    /\ p \in closed /\ queue[p] # <<>>
    /\ status' = [status EXCEPT ![p][Head(queue[p])] = "unknown"]
    /\ queue' = [queue EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<pipe, handedUp, closed>>
--------------------------------------------------------------------------------
System == \E p \in Peers : Write(p) \/ TakeAndAcknowledge(p) \/ TimeOutWrite(p) \/ TellUnknown(p)

Environment == \E p \in Peers : GiveUp(p) \/ \E m \in Messages : Accept(m, p) \/ Refuse(m, p)

Next == System \/ Environment

\* The tasks of the healthy receivers' sessions run, and these receivers read.
Fairness == \A p \in Healthy : /\ WF_vars(Write(p))
                               /\ WF_vars(TakeAndAcknowledge(p))

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================

Models (MCPeerIsolation): StuckPeer with 3 receivers; standard 4 messages, outbox 2, pipe 1; deep 5, 3, 2.
