-------------------------------- MODULE PeerLink --------------------------------
(******************************************************************************)
(* The environment of every design of peer delivery: one owner offers         *)
(* messages to one receiver, over connections that stall, break and overlap.  *)
(*                                                                            *)
(* A frame is two half-frames, because a reset between the halves, a half     *)
(* stuck in the socket, and a half left in the sink are where framing goes    *)
(* wrong; more pieces would add no new case.  A connection is the sender's    *)
(* sink (its user-space buffer), the wire (both kernels' socket buffers and   *)
(* the network, one bounded FIFO), the receiver's parser, and the             *)
(* acknowledgements on their way back.  Bytes are FIFO, so a receiver cannot  *)
(* read past what it dislikes.                                                *)
(*                                                                            *)
(* When a connection has ended for the sender, what the receiver has read of  *)
(* it, and where it lingers what it still can read, may come in beside the    *)
(* next connection (old).  Only the latest predecessor is kept: an older one  *)
(* is one whose bytes are lost.                                               *)
(*                                                                            *)
(* Left out: corruption and reordering of bytes (TLS and TCP), who dials      *)
(* (connects are instantaneous), addresses, and the health check: a receiver  *)
(* that pings keeps its sender's failure count at zero, so the health check   *)
(* ends no connection here; if it did, that would be Sever.  A receiver that  *)
(* restarts has lost its session: to the sender that is GiveUp and a new one. *)
(******************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Messages,      \* 1 .. N; numbers are the order of the offers, and the sequence numbers of the session
    Capacity,      \* the most messages that the sender's queue or outbox holds
    HighWater,     \* half-frames in the sink from which on the sink flushes before it takes another frame (8 KiB)
    SocketRoom,    \* half-frames that the wire holds
    FaultKinds,    \* what may go wrong
    MaxFaults,     \* how often: finitely many faults is the premise of every promise of delivery
    Byzantine,     \* TRUE: the receiver stops and resumes at will, and may stay stopped
    Lingers        \* TRUE: what is on the wire when the sender ends a connection can still be read

ASSUME MessagesAreNumbered == Messages = 1 .. Cardinality(Messages)
ASSUME BoundsArePositive   == Capacity \in Nat \ {0} /\ HighWater \in Nat \ {0} /\ SocketRoom \in Nat \ {0}
ASSUME FaultsAreKnown      == /\ FaultKinds \subseteq {"stall", "reset", "sever", "encode", "io"}
                              /\ MaxFaults \in Nat
                              /\ Byzantine \in BOOLEAN /\ Lingers \in BOOLEAN

VARIABLES
    status,        \* status[m]: what the owner of m knows
    outbox,        \* messages that the sender holds outside the sink, oldest first
    sender,        \* what else the sender keeps: each design says what
    sink,          \* half-frames encoded and not yet written
    conn,          \* "up", "broken" (reset, and the sender has not noticed), or "down"
    wire,          \* half-frames written and not yet read
    parser,        \* half-frames read and not yet parsed
    acks,          \* acknowledgements on their way back (of the designs that have them)
    old,           \* what is readable of the connection before this one
    reading,       \* FALSE: the receiver has stopped reading
    handedUp,      \* what the receiver handed up to its application, in order
    failed,        \* messages a write of which failed on this connection (timeout, I/O error, encoding error)
    faults         \* how many faults may still happen

connection == <<sink, conn, wire, parser, acks, old>>
vars       == <<status, outbox, sender, connection, reading, handedUp, failed, faults>>

Told      == {"delivered", "undelivered", "unknown"}
Halves    == Messages \X {1, 2}
Frame(m)  == << <<m, 1>>, <<m, 2>> >>
NoBytes   == [wire |-> <<>>, parser |-> <<>>]
Range(s)  == {s[i] : i \in DOMAIN s}
Times(m)  == Cardinality({i \in DOMAIN handedUp : handedUp[i] = m})
InUse     == conn # "down"                     \* as far as the sender knows
Whole(p)  == Len(p) = 2                        \* the parser has all bytes of a frame

LinkTypeOK ==
    /\ status \in [Messages -> {"new", "refused", "accepted"} \cup Told]
    /\ outbox \in Seq(Messages)
    /\ sink \in Seq(Halves)
    /\ conn \in {"up", "broken", "down"}
    /\ wire \in Seq(Halves) /\ Len(wire) <= SocketRoom
    /\ parser \in Seq(Halves) /\ Len(parser) <= 2
    /\ acks \in Seq(Messages)
    /\ old.wire \in Seq(Halves) /\ old.parser \in Seq(Halves)
    /\ reading \in BOOLEAN
    /\ handedUp \in Seq(Messages)
    /\ failed \subseteq Messages
    /\ faults \in 0 .. MaxFaults

LinkInit ==
    /\ status = [m \in Messages |-> "new"]
    /\ outbox = <<>>
    /\ sink = <<>> /\ conn = "up" /\ wire = <<>> /\ parser = <<>> /\ acks = <<>> /\ old = NoBytes
    /\ reading = TRUE
    /\ handedUp = <<>>
    /\ failed = {}
    /\ faults = MaxFaults
--------------------------------------------------------------------------------
(* Parts of actions. *)

IsNext(m) ==               \* the owner offers its messages in order
    status[m] = "new" /\ \A k \in 1 .. m - 1 : status[k] # "new"

\* What can still be read after the connection has ended: nothing, unless the end of a frame is there.
Leftover(w, p) == IF \E m \in Messages : <<m, 2>> \in Range(w) \cup Range(p)
                  THEN [wire |-> w, parser |-> p] ELSE NoBytes

\* The sender closes both halves.  Its sink is gone; acknowledgements can no longer come in.
EndConnection ==
    /\ conn' = "down" /\ sink' = <<>> /\ wire' = <<>> /\ parser' = <<>> /\ acks' = <<>>
    /\ old' = Leftover(IF Lingers THEN wire ELSE <<>>, parser)

\* A fresh connection has a fresh sink, wire and parser.
OpenConnection ==
    /\ conn = "down"
    /\ conn' = "up" /\ failed' = {}
    /\ UNCHANGED <<sink, wire, parser, acks, old>>

\* The application gets m.  A third time would tell us nothing that the second did not.
HandUp(m) == handedUp' = IF Times(m) < 2 THEN Append(handedUp, m) ELSE handedUp

MoveHalfToWire ==          \* a write call takes what there is room for
    /\ conn = "up" /\ sink # <<>> /\ Len(wire) < SocketRoom
    /\ wire' = Append(wire, Head(sink))
    /\ sink' = Tail(sink)

WriteIsStuck ==            \* nothing can be written and nobody reads: what a write timeout observes
    conn = "up" /\ Len(wire) = SocketRoom /\ ~reading

Spend(kind) == kind \in FaultKinds /\ faults > 0 /\ faults' = faults - 1
--------------------------------------------------------------------------------
(* The receiver's side of the connection. *)

Read ==                    \* linearization point: the read call on the connection
    /\ reading /\ wire # <<>> /\ ~Whole(parser)
    /\ parser' = Append(parser, Head(wire))
    /\ wire' = Tail(wire)
    /\ UNCHANGED <<status, outbox, sender, sink, conn, acks, old, reading, handedUp, failed, faults>>

ReadOld ==                 \* the same on the connection before
    /\ reading /\ old.wire # <<>> /\ ~Whole(old.parser)
    /\ old' = Leftover(Tail(old.wire), Append(old.parser, Head(old.wire)))
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, parser, acks, reading, handedUp, failed, faults>>
--------------------------------------------------------------------------------
(* Environment. *)

Stall ==                   \* the receiver stops reading
    /\ reading /\ reading' = FALSE
    /\ IF Byzantine THEN UNCHANGED faults ELSE Spend("stall")
    /\ UNCHANGED <<status, outbox, sender, connection, handedUp, failed>>

Resume ==
    /\ ~reading /\ reading' = TRUE
    /\ UNCHANGED <<status, outbox, sender, connection, handedUp, failed, faults>>

Reset ==                   \* the connection breaks; what is on the wire is lost, either way
    /\ conn = "up"
    /\ Spend("reset")
    /\ conn' = "broken" /\ wire' = <<>> /\ acks' = <<>>
    /\ UNCHANGED <<status, outbox, sender, sink, parser, old, reading, handedUp, failed>>

LoseOld ==                 \* what is unread of the connection before is lost
    /\ old.wire # <<>>
    /\ old' = Leftover(<<>>, old.parser)
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, parser, acks, reading, handedUp, failed, faults>>

Environment == Stall \/ Resume \/ Reset \/ LoseOld
================================================================================
