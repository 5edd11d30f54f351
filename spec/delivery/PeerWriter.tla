------------------------------ MODULE PeerWriter -------------------------------
(******************************************************************************)
(* The writer of the cited code while nothing fails, which every flawed       *)
(* design keeps: what a failed send does is the design's.                     *)
(*                                                                            *)
(* To send a message is: wait for room in the sink (from the high-water mark  *)
(* on it flushes first), encode into the sink, flush.  The sink outlives a    *)
(* failed send: what was encoded leaves with a later flush, if there is one.  *)
(* A push to the peer's write queue always succeeds: a full queue drops its   *)
(* oldest message, and a peer that is not connected has no queue.             *)
(******************************************************************************)
EXTENDS PeerLink

\* sender.stage   "idle"; "room": a message is in the writer's hand, and the sink may have to flush before it is
\*                encoded; "flush": it is encoded
\* sender.hand    the message that the writer sends, 0 for none
\* Designs keep more in sender.

Rest == [sender EXCEPT !.stage = "idle", !.hand = 0]

OnTheWay == Range(sink) \cup Range(wire) \cup Range(parser) \cup Range(old.wire) \cup Range(old.parser)

\* What the queue, the writer or a connection holds.
HeldByLink == Range(outbox) \cup (IF sender.stage = "room" THEN {sender.hand} ELSE {})
                            \cup {m \in Messages : <<m, 2>> \in OnTheWay}
--------------------------------------------------------------------------------
(* Parts of actions. *)

Push(m) ==                 \* a full queue drops its oldest
    outbox' = Append(IF Len(outbox) = Capacity THEN Tail(outbox) ELSE outbox, m)

MayEncode(m) == InUse /\ sender.stage = "room" /\ sender.hand = m /\ Len(sink) < HighWater

PutIntoSink(m) ==
    /\ sink' = sink \o Frame(m)
    /\ sender' = [sender EXCEPT !.stage = "flush"]
    /\ UNCHANGED <<status, outbox, conn, wire, parser, acks, old, reading, handedUp, failed, faults>>

IsFlushing ==              \* the send needs the sink to empty, or to fall below the high-water mark
    \/ sender.stage = "flush"
    \/ sender.stage = "room" /\ Len(sink) >= HighWater

LoseConnection ==          \* the peer actor ends, and its queue and its writer with it
    /\ EndConnection
    /\ outbox' = <<>>
    /\ sender' = Rest
    /\ UNCHANGED <<status, reading, handedUp>>
--------------------------------------------------------------------------------
BeginSend(m) ==            \* the writer takes the next message from the queue
    /\ InUse /\ sender.stage = "idle" /\ outbox # <<>> /\ m = Head(outbox)
    /\ outbox' = Tail(outbox)
    /\ sender' = [sender EXCEPT !.stage = "room", !.hand = m]
    /\ UNCHANGED <<status, connection, reading, handedUp, failed, faults>>

Flush ==                   \* linearization point: the write call; with the last half-frame the send returns
    /\ IsFlushing /\ MoveHalfToWire
    /\ sender' = IF sender.stage = "flush" /\ sink' = <<>> THEN Rest ELSE sender
    /\ UNCHANGED <<status, outbox, conn, parser, acks, old, reading, handedUp, failed, faults>>

NoticeReset ==             \* only the reader acts on a reset
    /\ conn = "broken"
    /\ LoseConnection
    /\ UNCHANGED <<failed, faults>>

Sever ==
    /\ conn = "up"
    /\ Spend("sever")
    /\ LoseConnection
    /\ UNCHANGED failed

Connect ==                 \* the receiver hands up a frame in the poll that read it, long before the peer is dialled
    /\ ~Whole(old.parser)
    /\ OpenConnection
    /\ UNCHANGED <<status, outbox, sender, reading, handedUp, faults>>
--------------------------------------------------------------------------------
WriterSteps ==
    \/ \E m \in Messages : BeginSend(m)
    \/ Flush \/ NoticeReset \/ Connect \/ Read \/ ReadOld

\* The writer runs, the reader notices a reset, and the peer is dialled again; a correct receiver reads on in the end,
\* on the old connection too.
WriterFairness ==
    /\ WF_vars(\E m \in Messages : BeginSend(m))
    /\ WF_vars(Flush) /\ WF_vars(NoticeReset) /\ WF_vars(Connect)
    /\ ~Byzantine => WF_vars(Resume) /\ WF_vars(Read) /\ WF_vars(ReadOld)
================================================================================
