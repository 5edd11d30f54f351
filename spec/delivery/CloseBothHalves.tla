---------------------------- MODULE CloseBothHalves ----------------------------
(******************************************************************************)
(* The obvious next repair of CloseOnError: a send that fails ends the whole  *)
(* connection at once, both halves, and the peer actor with it.  The peer is  *)
(* dialled again.  What was in the queue and in the sink is gone as after any *)
(* other end of a connection, and nobody is told.                             *)
(******************************************************************************)
EXTENDS PeerUnanswered

TypeOK ==
    /\ LinkTypeOK
    /\ sender \in [stage : {"idle", "room", "flush"}, hand : {0} \cup Messages]
    /\ sender.stage = "idle" <=> sender.hand = 0

Init == LinkInit /\ sender = [stage |-> "idle", hand |-> 0]
--------------------------------------------------------------------------------
FailSend(m) ==
    /\ failed' = failed \cup {m}
    /\ LoseConnection

Encode(m) ==
    /\ MayEncode(m)
    /\ PutIntoSink(m)

EncodeFails(m) ==
    /\ MayEncode(m)
    /\ Spend("encode")
    /\ FailSend(m)

TimeOutWrite ==
    /\ IsFlushing /\ WriteIsStuck
    /\ FailSend(sender.hand)
    /\ UNCHANGED faults

WriteToBroken ==
    /\ IsFlushing /\ conn = "broken"
    /\ FailSend(sender.hand)
    /\ UNCHANGED faults

FailWithIoError ==
    /\ IsFlushing /\ conn = "up"
    /\ Spend("io")
    /\ FailSend(sender.hand)
--------------------------------------------------------------------------------
System ==
    \/ UnansweredSteps
    \/ \E m \in Messages : Encode(m)
    \/ TimeOutWrite \/ WriteToBroken

Faults ==
    \/ \E m \in Messages : EncodeFails(m)
    \/ FailWithIoError \/ Sever

Next == System \/ Owner \/ Faults \/ Environment

Fairness ==
    /\ UnansweredFairness
    /\ WF_vars(\E m \in Messages : Encode(m))
    /\ WF_vars(TimeOutWrite) /\ WF_vars(WriteToBroken)

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
INSTANCE DeliveryProperties WITH
    held   <- HeldByLink,
    atRest <- reading /\ ~ENABLED System,
    fate   <- status,
    taken  <- [m \in Messages |-> Times(m)]
================================================================================
