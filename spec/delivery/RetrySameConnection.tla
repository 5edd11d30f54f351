-------------------------- MODULE RetrySameConnection --------------------------
(******************************************************************************)
(* A retry by the application, on the same connection and the same sink.  The *)
(* sink still has what was encoded and not written, and a frame that is       *)
(* already in it is put there once more.                                      *)
(******************************************************************************)
EXTENDS PeerRetry

FailSend ==                \* the message in hand is pushed again; what is in the sink stays
    /\ IsFlushing
    /\ sender' = Rest
    /\ PushAgain(sender.hand)
    /\ UNCHANGED sink

TimeOutWrite ==
    /\ WriteIsStuck
    /\ FailSend
    /\ UNCHANGED faults

WriteToBroken ==
    /\ conn = "broken"
    /\ FailSend
    /\ UNCHANGED faults

FailWithIoError ==
    /\ conn = "up"
    /\ Spend("io")
    /\ FailSend
--------------------------------------------------------------------------------
System == RetrySteps \/ TimeOutWrite \/ WriteToBroken

Faults ==
    \/ \E m \in Messages : EncodeFails(m)
    \/ FailWithIoError \/ Sever

Next == System \/ Owner \/ Faults \/ Environment

Spec == Init /\ [][Next]_vars /\ RetryFairness /\ WF_vars(TimeOutWrite) /\ WF_vars(WriteToBroken)
--------------------------------------------------------------------------------
INSTANCE DeliveryProperties WITH
    held   <- HeldByLink,
    atRest <- reading /\ ~ENABLED System,
    fate   <- status,
    taken  <- [m \in Messages |-> Times(m)]
================================================================================
