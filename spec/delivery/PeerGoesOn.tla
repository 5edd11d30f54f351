------------------------------ MODULE PeerGoesOn -------------------------------
(******************************************************************************)
(* What the writer makes of a failed write as found: a timeout is matched and *)
(* logged, an I/O error takes the success path, and either way the writer     *)
(* goes on with the next message on the same connection.                      *)
(******************************************************************************)
EXTENDS PeerWriter

AbandonSend ==             \* the message in hand is gone, unless it is in the sink; the connection stays
    /\ IsFlushing
    /\ sender' = Rest
    /\ failed' = failed \cup {sender.hand}
    /\ UNCHANGED <<status, outbox, connection, reading, handedUp>>

TimeOutWrite ==            \* the only outcome that is matched, and it is only logged
    /\ WriteIsStuck
    /\ AbandonSend
    /\ UNCHANGED faults

WriteToBroken ==           \* an I/O error takes the success path
    /\ conn = "broken"
    /\ AbandonSend
    /\ UNCHANGED faults

FailWithIoError ==
    /\ conn = "up"
    /\ Spend("io")
    /\ AbandonSend

GoesOnFairness == WF_vars(TimeOutWrite) /\ WF_vars(WriteToBroken)
================================================================================
