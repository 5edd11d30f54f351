---------------------------- MODULE RetryFreshSink -----------------------------
(******************************************************************************)
(* A retry by the application, on the same socket with a fresh sink: what was *)
(* in the old sink is thrown away.  The first half of a frame may have left   *)
(* with the old sink; the receiver then takes the beginning of the next frame *)
(* for its rest.  It cannot decode that, logs it, and reads on.               *)
(******************************************************************************)
EXTENDS PeerRetry

FailSend ==                \* the message in hand is pushed again, to be encoded into an empty sink
    /\ IsFlushing
    /\ sender' = Rest
    /\ PushAgain(sender.hand)
    /\ sink' = <<>>

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

Misparse ==                \* the receiver has the bytes of a frame, but not of one that was sent
    /\ reading /\ Whole(parser) /\ \A m \in Messages : parser # Frame(m)
    /\ parser' = <<>>
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, acks, old, reading, handedUp, failed, faults>>
--------------------------------------------------------------------------------
System == RetrySteps \/ TimeOutWrite \/ WriteToBroken \/ Misparse

Faults ==
    \/ \E m \in Messages : EncodeFails(m)
    \/ FailWithIoError \/ Sever

Next == System \/ Owner \/ Faults \/ Environment

Spec ==
    /\ Init /\ [][Next]_vars /\ RetryFairness
    /\ WF_vars(TimeOutWrite) /\ WF_vars(WriteToBroken)
    /\ ~Byzantine => WF_vars(Misparse)
--------------------------------------------------------------------------------
INSTANCE DeliveryProperties WITH
    held   <- HeldByLink,
    atRest <- reading /\ ~ENABLED System,
    fate   <- status,
    taken  <- [m \in Messages |-> Times(m)]
================================================================================
