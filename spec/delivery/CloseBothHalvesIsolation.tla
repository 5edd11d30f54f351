----------------------- MODULE CloseBothHalvesIsolation ------------------------
(******************************************************************************)
(* Several receivers, and a writer that ends the connection when a write      *)
(* times out (CloseBothHalves): what it held for this receiver is gone.       *)
(******************************************************************************)
EXTENDS ManyWriters

TimeOutWrite(p) ==
    /\ WriteIsStuck(p)
    /\ queue' = [queue EXCEPT ![p] = <<>>]
    /\ pipe' = [pipe EXCEPT ![p] = <<>>]
    /\ UNCHANGED <<status, handedUp, closed>>
--------------------------------------------------------------------------------
System == \E p \in Peers : Write(p) \/ Take(p) \/ TimeOutWrite(p)

Next == System \/ Environment

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
