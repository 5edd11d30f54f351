------------------------ MODULE ReliableBroadcastDedup -------------------------
(******************************************************************************)
(* A reliable broadcast whose receiver remembers, over all connections, which *)
(* messages it has handed up, and only answers when one of them comes again.  *)
(* It remembers a set: repeated requests come in any order, and a watermark   *)
(* would drop a message that a later one has overtaken.                       *)
(******************************************************************************)
EXTENDS PeerBroadcast

HandUpOnce(m) == IF Times(m) = 0 THEN HandUp(m) ELSE UNCHANGED handedUp

Take(m)    == TakeAndAnswer(m) /\ HandUpOnce(m)
TakeOld(m) == TakeFromOld(m) /\ HandUpOnce(m)
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
