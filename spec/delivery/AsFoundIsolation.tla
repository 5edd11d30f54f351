--------------------------- MODULE AsFoundIsolation ----------------------------
(******************************************************************************)
(* Several receivers, as found.                                               *)
(******************************************************************************)
EXTENDS ManyWriters

TimeOutWrite(p) ==         \* the message that waited for room is dropped, and the writer goes on with the next
    /\ WriteIsStuck(p)
    /\ queue' = [queue EXCEPT ![p] = Tail(@)]
    /\ UNCHANGED <<status, pipe, handedUp, closed>>
--------------------------------------------------------------------------------
System == \E p \in Peers : Write(p) \/ Take(p) \/ TimeOutWrite(p)

Next == System \/ Environment

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================

Models (MCAsFoundIsolation): StuckPeer with 3 receivers; standard 3 messages, queue 2, pipe 1; deep 4, 3, 2.
