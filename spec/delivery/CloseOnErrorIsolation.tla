------------------------- MODULE CloseOnErrorIsolation -------------------------
(******************************************************************************)
(* Several receivers, and a writer that leaves its loop when a write times    *)
(* out (CloseOnError).  The peer actor stays, and with it the connection: the *)
(* receiver that never reads does not end it.  closed: the writer has ended.  *)
(******************************************************************************)
EXTENDS ManyWriters

TimeOutWrite(p) ==         \* flush and close time out as well
    /\ WriteIsStuck(p)
    /\ closed' = closed \cup {p}
    /\ UNCHANGED <<status, queue, pipe, handedUp>>

DropQueued(p) ==           \* logged
    /\ p \in closed /\ queue[p] # <<>>
    /\ queue' = [queue EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<status, pipe, handedUp, closed>>
--------------------------------------------------------------------------------
System == \E p \in Peers : Write(p) \/ Take(p) \/ TimeOutWrite(p) \/ DropQueued(p)

Next == System \/ Environment

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
