---------------------- MODULE ReliableBroadcastIsolation -----------------------
(******************************************************************************)
(* Several receivers, and a reliable broadcast to each message: it holds the  *)
(* message for each receiver until that one has answered, and nothing bounds  *)
(* how many it holds.  Here queue is what the broadcasts hold for a receiver; *)
(* the write queue below is part of the pipe.  A request that times out stays *)
(* with its broadcast, to be pushed again, so that a timeout changes nothing  *)
(* at this grain; nor does deduplication, which is the receiver's.            *)
(******************************************************************************)
EXTENDS ManyPeers

Send(m, p) ==              \* linearization point: the broadcast takes the message on
    /\ IsNext(m, p)
    /\ status' = [status EXCEPT ![p][m] = "accepted"]
    /\ queue' = [queue EXCEPT ![p] = Append(@, m)]
    /\ UNCHANGED <<pipe, handedUp, closed>>

Write(p) ==                \* the next message that is not under way
    /\ Len(pipe[p]) < PipeRoom /\ Len(pipe[p]) < Len(queue[p])
    /\ pipe' = [pipe EXCEPT ![p] = Append(@, queue[p][Len(@) + 1])]
    /\ UNCHANGED <<status, queue, handedUp, closed>>

TakeAndAnswer(p) ==
    /\ p \in Healthy /\ pipe[p] # <<>>
    /\ handedUp' = [handedUp EXCEPT ![p] = Append(@, Head(pipe[p]))]
    /\ pipe' = [pipe EXCEPT ![p] = Tail(@)]
    /\ queue' = [queue EXCEPT ![p] = Tail(@)]
    /\ status' = [status EXCEPT ![p][Head(pipe[p])] = "delivered"]
    /\ UNCHANGED closed
--------------------------------------------------------------------------------
System == \E p \in Peers : Write(p) \/ TakeAndAnswer(p)

Environment == \E p \in Peers, m \in Messages : Send(m, p)

Next == System \/ Environment

Fairness == \A p \in Healthy : WF_vars(Write(p)) /\ WF_vars(TakeAndAnswer(p))

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
