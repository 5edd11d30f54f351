---------------------------- MODULE RetryIsolation -----------------------------
(******************************************************************************)
(* Several receivers, and an application that pushes a message again when its *)
(* write times out (RetrySameConnection; with a fresh sink it is the same,    *)
(* since a message is one piece here).                                        *)
(******************************************************************************)
EXTENDS ManyWriters

TimeOutWrite(p) ==
    /\ WriteIsStuck(p)
    /\ queue' = [queue EXCEPT ![p] = Push(Tail(@), Head(@))]
    /\ UNCHANGED <<status, pipe, handedUp, closed>>
--------------------------------------------------------------------------------
System == \E p \in Peers : Write(p) \/ Take(p) \/ TimeOutWrite(p)

Next == System \/ Environment

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
