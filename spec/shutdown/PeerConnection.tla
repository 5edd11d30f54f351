---------------------------- MODULE PeerConnection ----------------------------
(******************************************************************************)
(* The outbound half of one peer connection: the state that every design of   *)
(* its shutdown shares, and the words in which the properties speak of it.    *)
(*                                                                            *)
(*   application -> requests -> main loop -> writes -> multiplexer            *)
(*       -> channel["message"] | channel["stream"] -> writer -> sink -> wire  *)
(*                                                                            *)
(* A message is cut into frames <<m, 0>> .. <<m, Fragments[m]>>: a small one  *)
(* is one frame in the message channel, a large one a header and its          *)
(* fragments, one after another, in the stream channel.  The remote rebuilds  *)
(* a message from an unbroken run of its frames.                              *)
(*                                                                            *)
(* Left out, and why that is sound:                                           *)
(*   - Contents and sizes: no step depends on them, beyond small or large.    *)
(*   - Whether the remote reads.  A remote that stops and resumes at will is  *)
(*     one in whose connection a pending write completes or times out, at any *)
(*     moment.  MayStall allows the timeout and takes away the fairness of    *)
(*     the completion; a variable would add states and no behaviour.          *)
(*   - Bytes: a frame enters the wire in one step.  A frame cut short is the  *)
(*     last of its connection here, and the remote drops it unread; frames    *)
(*     that are cut short and followed by others are the delivery protocol's. *)
(*   - Clocks: time is counted in write timeouts since the close began.       *)
(*   - Inbound traffic, and RPCs, whose caller hears of a lost request.       *)
(******************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Messages,             \* what may be offered: 1..n, numbered in the order of the offers
    Fragments,            \* Fragments[m]: the fragments that follow m's header; 0 for a small message
    RequestCapacity,      \* room in the request queue, in messages
    WriteCapacity,        \* room in the write queue, in messages
    ChannelCapacity,      \* room in each of the two channels, in frames
    MayStall              \* whether the remote may stop reading, for a while or for ever

ASSUME MessagesAreNumbered   == Messages = 1 .. Cardinality(Messages)
ASSUME FragmentsAreCounted   == Fragments \in [Messages -> Nat]
ASSUME CapacitiesArePositive == {RequestCapacity, WriteCapacity, ChannelCapacity} \subseteq Nat \ {0}
ASSUME MayStallIsBoolean     == MayStall \in BOOLEAN

VARIABLES
    status,               \* status[m]: what m's owner knows, in the words of Handoff
    late,                 \* the messages offered after the close began
    overflowed,           \* the messages that a full queue pushed out, or did not let in
    requests,             \* the request queue of the peer actor, oldest first
    writes,               \* the write queue, oldest first
    mux,                  \* <<f>>: the multiplexer sends frame f next; <<>>: it is between two messages
    channel,              \* channel[c]: frames on their way to the writer, oldest first
    sink,                 \* frames encoded into the sink's buffer, oldest first
    wire,                 \* wire[c]: the frames of channel c that the socket took, oldest first
    writer,               \* the writer task
    actor,                \* the peer actor: how far the shutdown is
    waited,               \* write timeouts since the close began, counted to one more than is allowed
    lateWrites            \* after what frames were written: the socket's "close", the "notice"

connection == <<status, late, overflowed, requests, writes, mux, channel, sink, wire,
                writer, actor, waited, lateWrites>>

AllowedTimeouts == 2      \* BoundedShutdown's number, not a bound of the model

Channels == {"message", "stream"}
Frames   == UNION {{<<m, k>> : k \in 0 .. Fragments[m]} : m \in Messages}
Statuses == {"new", "refused", "accepted", "delivered", "undelivered", "unknown"}

MessageOf(f) == f[1]
IsLast(f)    == f[2] = Fragments[f[1]]
ChannelOf(f) == IF Fragments[f[1]] = 0 THEN "message" ELSE "stream"
IsIn(f, s)   == \E i \in 1 .. Len(s) : s[i] = f
NoFrames     == [c \in Channels |-> <<>>]

TypeOK ==
    /\ status \in [Messages -> Statuses]
    /\ late \subseteq Messages
    /\ overflowed \subseteq Messages
    /\ requests \in Seq(Messages) /\ Len(requests) <= RequestCapacity
    /\ writes \in Seq(Messages) /\ Len(writes) <= WriteCapacity
    /\ mux \in Seq(Frames) /\ Len(mux) <= 1
    /\ channel \in [Channels -> Seq(Frames)]
    /\ \A c \in Channels : Len(channel[c]) <= ChannelCapacity
    /\ sink \in Seq(Frames)
    /\ wire \in [Channels -> Seq(Frames)]
    /\ writer \in {"choosing", "waiting", "flushing", "closing", "ended"}
    /\ actor \in {"serving", "closing", "signalled", "expired", "ended"}
    /\ waited \in 0 .. AllowedTimeouts + 1
    /\ lateWrites \subseteq {"close", "notice"}

Init ==
    /\ status = [m \in Messages |-> "new"]
    /\ late = {}
    /\ overflowed = {}
    /\ requests = <<>>
    /\ writes = <<>>
    /\ mux = <<>>
    /\ channel = NoFrames
    /\ sink = <<>>
    /\ wire = NoFrames
    /\ writer = "choosing"
    /\ actor = "serving"
    /\ waited = 0
    /\ lateWrites = {}
--------------------------------------------------------------------------------
(* What the steps and the properties of every design speak of.                *)

Closing   == actor # "serving"        \* the close has begun
Announced == actor = "ended"          \* "disconnected" has gone out, the actor's last act

Drained ==                \* no frame is anywhere between the request queue and the writer
    /\ requests = <<>> /\ writes = <<>> /\ mux = <<>>
    /\ channel = NoFrames

Ended == actor = "ended" /\ writer = "ended" /\ Drained

IsNext(m) == status[m] = "new" /\ \A l \in 1 .. m - 1 : status[l] # "new"

Answer(m, answer) ==      \* the answer to an offer, and whether the offer was late
    /\ status' = [status EXCEPT ![m] = answer]
    /\ late' = IF Closing THEN late \cup {m} ELSE late

PutOnWire(f) ==           \* the socket takes a frame
    /\ wire' = [wire EXCEPT ![ChannelOf(f)] = Append(@, f)]
    /\ lateWrites' = lateWrites \cup (IF writer = "ended" THEN {"close"} ELSE {})
                                \cup (IF Announced THEN {"notice"} ELSE {})

CountTimeout ==           \* a write timeout has been waited for
    waited' = IF Closing /\ waited <= AllowedTimeouts THEN waited + 1 ELSE waited

Accepted(m) == status[m] \notin {"new", "refused"}
Returned(m) == status[m] \in {"undelivered", "unknown"}

WireOf(m) == wire[ChannelOf(<<m, 0>>)]

FramesOnWire(m) == {k \in 0 .. Fragments[m] : IsIn(<<m, k>>, WireOf(m))}

Deliveries(m) ==          \* how often the remote can rebuild m: the unbroken runs of its frames
    LET n == Fragments[m]
    IN  Cardinality({i \in 1 .. Len(WireOf(m)) - n : \A k \in 0 .. n : WireOf(m)[i + k] = <<m, k>>})
================================================================================
