--------------------------------- MODULE AsFound ---------------------------------
(******************************************************************************)
(* Peer delivery as found: the writer sends each message under a timeout, and *)
(* goes on with the next one whatever came of it.                             *)
(*                                                                            *)
(* To send a message is: wait for room in the sink (from the high-water mark  *)
(* on it flushes first), encode into the sink, flush.  The sink outlives a    *)
(* failed send: what was encoded leaves with a later flush, if there is one.  *)
(* An offer is a push to the peer's write queue and always succeeds: a full   *)
(* queue drops its oldest message, and a peer that is not connected has no    *)
(* queue.  There are no acknowledgements, and nobody is told anything.        *)
(******************************************************************************)
EXTENDS PeerLink

\* sender.stage   "idle"; "room": a message is in the writer's hand, and the sink may have to flush before it is
\*                encoded; "flush": it is encoded
\* sender.hand    the message that the writer sends, 0 for none

Idle == [stage |-> "idle", hand |-> 0]

TypeOK ==
    /\ LinkTypeOK
    /\ sender \in {Idle} \cup [stage : {"room", "flush"}, hand : Messages]

Init == LinkInit /\ sender = Idle
--------------------------------------------------------------------------------
Send(m) ==                 \* linearization point: the push to the write queue
    /\ IsNext(m)
    /\ status' = [status EXCEPT ![m] = "accepted"]
    /\ outbox' = IF ~InUse THEN outbox
                 ELSE Append(IF Len(outbox) = Capacity THEN Tail(outbox) ELSE outbox, m)
    /\ UNCHANGED <<sender, connection, reading, handedUp, failed, faults>>

BeginSend(m) ==            \* the writer takes the next message from the queue
    /\ InUse /\ sender = Idle /\ outbox # <<>> /\ m = Head(outbox)
    /\ outbox' = Tail(outbox)
    /\ sender' = [stage |-> "room", hand |-> m]
    /\ UNCHANGED <<status, connection, reading, handedUp, failed, faults>>

MayEncode(m) == InUse /\ sender = [stage |-> "room", hand |-> m] /\ Len(sink) < HighWater

Encode(m) ==               \* linearization point: the frame is in the sink's buffer
    /\ MayEncode(m)
    /\ sink' = sink \o Frame(m)
    /\ sender' = [sender EXCEPT !.stage = "flush"]
    /\ UNCHANGED <<status, outbox, conn, wire, parser, acks, old, reading, handedUp, failed, faults>>

EncodeFails(m) ==          \* the send returns an error inside the timeout's Ok: the success path
    /\ MayEncode(m)
    /\ Spend("encode")
    /\ sender' = Idle
    /\ failed' = failed \cup {m}
    /\ UNCHANGED <<status, outbox, connection, reading, handedUp>>

IsFlushing ==              \* the send needs the sink to empty, or to fall below the high-water mark
    \/ sender.stage = "flush"
    \/ sender.stage = "room" /\ Len(sink) >= HighWater

Flush ==                   \* linearization point: the write call; with the last half-frame the send returns
    /\ IsFlushing /\ MoveHalfToWire
    /\ sender' = IF sender.stage = "flush" /\ sink' = <<>> THEN Idle ELSE sender
    /\ UNCHANGED <<status, outbox, conn, parser, acks, old, reading, handedUp, failed, faults>>

AbandonSend ==             \* the message in hand is gone, unless it is in the sink; the connection stays
    /\ IsFlushing
    /\ sender' = Idle
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
--------------------------------------------------------------------------------
LoseConnection ==          \* the peer actor ends, and its queue and its writer with it
    /\ EndConnection
    /\ outbox' = <<>>
    /\ sender' = Idle
    /\ UNCHANGED <<status, reading, handedUp, failed>>

NoticeReset ==             \* only the reader acts on a reset
    /\ conn = "broken"
    /\ LoseConnection
    /\ UNCHANGED faults

Sever ==
    /\ conn = "up"
    /\ Spend("sever")
    /\ LoseConnection

Connect ==                 \* the receiver hands up a frame in the poll that read it, long before the peer is dialled
    /\ ~Whole(old.parser)
    /\ OpenConnection
    /\ UNCHANGED <<status, outbox, sender, reading, handedUp, faults>>
--------------------------------------------------------------------------------
Take(m) ==                 \* parse and hand up
    /\ reading /\ parser = Frame(m)
    /\ HandUp(m)
    /\ parser' = <<>>
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, acks, old, reading, failed, faults>>

TakeOld(m) ==
    /\ reading /\ old.parser = Frame(m)
    /\ HandUp(m)
    /\ old' = Leftover(old.wire, <<>>)
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, parser, acks, reading, failed, faults>>
--------------------------------------------------------------------------------
SeeEffect(m) ==            \* auxiliary, for the refinement: see there
    /\ status[m] = "accepted" /\ Times(m) > 0
    /\ status' = [status EXCEPT ![m] = "delivered"]
    /\ UNCHANGED <<outbox, sender, connection, reading, handedUp, failed, faults>>
--------------------------------------------------------------------------------
System ==
    \/ \E m \in Messages : \/ BeginSend(m)
                           \/ Encode(m)
                           \/ Take(m)
                           \/ TakeOld(m)
                           \/ SeeEffect(m)
    \/ Flush \/ TimeOutWrite \/ WriteToBroken
    \/ NoticeReset \/ Connect
    \/ Read \/ ReadOld

Faults ==
    \/ \E m \in Messages : EncodeFails(m)
    \/ FailWithIoError \/ Sever

Owner == \E m \in Messages : Send(m)

Next == System \/ Owner \/ Faults \/ Environment

\* The writer runs, its timer expires, the reader notices a reset, and the peer is dialled again; a correct receiver
\* reads on in the end, on the old connection too.
Fairness ==
    /\ WF_vars(\E m \in Messages : BeginSend(m))
    /\ WF_vars(\E m \in Messages : Encode(m))
    /\ \A m \in Messages : WF_vars(SeeEffect(m))
    /\ WF_vars(Flush) /\ WF_vars(TimeOutWrite) /\ WF_vars(WriteToBroken)
    /\ WF_vars(NoticeReset) /\ WF_vars(Connect)
    /\ ~Byzantine => /\ WF_vars(Resume) /\ WF_vars(Read) /\ WF_vars(ReadOld)
                     /\ WF_vars(\E m \in Messages : Take(m))
                     /\ WF_vars(\E m \in Messages : TakeOld(m))

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
(* Refinement.  The code tells nobody anything, so by the letter no message ever gets a fate.  The mapping is more *)
(* generous: silence counts as success.  The owner of a message that was handed up sees its effect in the end      *)
(* (a quorum, an answer), and that counts as being told "delivered".                                               *)
OnTheWay == Range(sink) \cup Range(wire) \cup Range(parser) \cup Range(old.wire) \cup Range(old.parser)

INSTANCE DeliveryProperties WITH
    held   <- Range(outbox) \cup (IF sender.stage = "room" THEN {sender.hand} ELSE {})
                            \cup {m \in Messages : <<m, 2>> \in OnTheWay},
    atRest <- reading /\ ~ENABLED System,
    fate   <- status,
    taken  <- [m \in Messages |-> Times(m)]
================================================================================

Models (MCAsFound, two half-frames per frame):

    tier       messages  queue  high water  wire  faults            scenarios
    standard   3         3      1           1     1 (IoError: 2)    Stall, Reset, EncodeFailure, IoError, Overlap; Byzantine (no budget)
    deep       4         4      2           2     2 (IoError: 3)    the same
