----------------------------- MODULE CloseOnError ------------------------------
(******************************************************************************)
(* The report's code: on an error or a timeout the writer leaves its loop.    *)
(*                                                                            *)
(* What the code calls closing begins only behind the loop, and it is the     *)
(* writer's alone: flush and close under one more timeout, then the writer    *)
(* ends.  The flush may still send what timed out.  The close ends one half   *)
(* of the socket, and only if the flush got there.  The reader, the peer      *)
(* actor and its queue are not told: they go on until the receiver ends the   *)
(* connection, and what is pushed meanwhile is logged and dropped.  A correct *)
(* receiver does end it: it reads the end of the stream, or its pings remain  *)
(* without an answer.  Our own health check does not, as long as the receiver *)
(* pings (PeerLink).                                                          *)
(******************************************************************************)
EXTENDS PeerUnanswered

\* sender.stage   besides: "closing": out of the loop, flush and close are under way; "closed": the writer has ended

TypeOK ==
    /\ LinkTypeOK
    /\ sender \in [stage : {"idle", "room", "flush", "closing", "closed"}, hand : {0} \cup Messages]
    /\ sender.stage \in {"room", "flush"} <=> sender.hand # 0

Init == LinkInit /\ sender = [stage |-> "idle", hand |-> 0]
--------------------------------------------------------------------------------
LeaveLoop(m) ==            \* the break; the sink stays, for the flush behind the loop
    /\ sender' = [stage |-> "closing", hand |-> 0]
    /\ failed' = failed \cup {m}
    /\ UNCHANGED <<status, outbox, connection, reading, handedUp>>

Encode(m) ==
    /\ MayEncode(m)
    /\ PutIntoSink(m)

EncodeFails(m) ==
    /\ MayEncode(m)
    /\ Spend("encode")
    /\ LeaveLoop(m)

TimeOutWrite ==
    /\ IsFlushing /\ WriteIsStuck
    /\ LeaveLoop(sender.hand)
    /\ UNCHANGED faults

WriteToBroken ==
    /\ IsFlushing /\ conn = "broken"
    /\ LeaveLoop(sender.hand)
    /\ UNCHANGED faults

FailWithIoError ==
    /\ IsFlushing /\ conn = "up"
    /\ Spend("io")
    /\ LeaveLoop(sender.hand)
--------------------------------------------------------------------------------
FlushToClose ==
    /\ sender.stage = "closing" /\ MoveHalfToWire
    /\ UNCHANGED <<status, outbox, sender, conn, parser, acks, old, reading, handedUp, failed, faults>>

EndWriter ==               \* the writer is gone, and its sink with it
    /\ sender' = [sender EXCEPT !.stage = "closed"]
    /\ sink' = <<>>
    /\ UNCHANGED <<status, outbox, conn, wire, parser, acks, old, reading, handedUp, failed>>

CloseWriteHalf ==          \* the end of the stream follows the last byte
    /\ sender.stage = "closing" /\ conn = "up" /\ sink = <<>>
    /\ EndWriter
    /\ UNCHANGED faults

AbandonClose ==            \* flush and close time out, or fail: logged, and nothing is closed
    /\ sender.stage = "closing"
    /\ conn = "broken" \/ (WriteIsStuck /\ sink # <<>>)
    /\ EndWriter
    /\ UNCHANGED faults

FailCloseWithIoError ==
    /\ sender.stage = "closing" /\ conn = "up" /\ sink # <<>>
    /\ Spend("io")
    /\ EndWriter

DropQueued ==              \* "writer task ended" is logged for each message; no push fails
    /\ sender.stage = "closed" /\ InUse /\ outbox # <<>>
    /\ outbox' = Tail(outbox)
    /\ UNCHANGED <<status, sender, connection, reading, handedUp, failed, faults>>

ReceiverEnds ==            \* it has read everything, and the end of the stream, or it misses answers to its pings
    /\ sender.stage = "closed" /\ conn = "up"
    /\ reading /\ wire = <<>> /\ ~Whole(parser)
    /\ LoseConnection
    /\ UNCHANGED <<failed, faults>>
--------------------------------------------------------------------------------
System ==
    \/ UnansweredSteps
    \/ \E m \in Messages : Encode(m)
    \/ TimeOutWrite \/ WriteToBroken
    \/ FlushToClose \/ CloseWriteHalf \/ AbandonClose \/ DropQueued
    \/ ReceiverEnds

Faults ==
    \/ \E m \in Messages : EncodeFails(m)
    \/ FailWithIoError \/ FailCloseWithIoError \/ Sever

Next == System \/ Owner \/ Faults \/ Environment

Fairness ==
    /\ UnansweredFairness
    /\ WF_vars(\E m \in Messages : Encode(m))
    /\ WF_vars(TimeOutWrite) /\ WF_vars(WriteToBroken)
    /\ WF_vars(FlushToClose) /\ WF_vars(CloseWriteHalf) /\ WF_vars(AbandonClose) /\ WF_vars(DropQueued)
    /\ ~Byzantine => WF_vars(ReceiverEnds)

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
INSTANCE DeliveryProperties WITH
    held   <- HeldByLink,
    atRest <- reading /\ ~ENABLED System,
    fate   <- status,
    taken  <- [m \in Messages |-> Times(m)]
================================================================================
