--------------------------- MODULE ReliableBroadcast ---------------------------
(******************************************************************************)
(* A reliable broadcast whose receiver hands up every request that it reads:  *)
(* one that was repeated is handed up again.                                  *)
(******************************************************************************)
EXTENDS PeerBroadcast

Take(m)    == TakeAndAnswer(m) /\ HandUp(m)
TakeOld(m) == TakeFromOld(m) /\ HandUp(m)
--------------------------------------------------------------------------------
System == BroadcastSteps \/ \E m \in Messages : Take(m) \/ TakeOld(m)

Next == System \/ Owner \/ Faults \/ Environment

Fairness ==
    /\ BroadcastFairness
    /\ ~Byzantine => /\ WF_vars(\E m \in Messages : Take(m))
                     /\ WF_vars(\E m \in Messages : TakeOld(m))

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
\* The broadcast itself holds what it owes.
INSTANCE DeliveryProperties WITH
    held   <- sender.owed,
    atRest <- reading /\ ~ENABLED System,
    fate   <- status,
    taken  <- [m \in Messages |-> Times(m)]
================================================================================
