---------------------------- MODULE AsFoundPipeline ----------------------------
(******************************************************************************)
(* The stages of the peer connection as found, from the push to the socket.   *)
(* The designs that keep them (AsFound, and the remedies that mend only the   *)
(* order of the shutdown) add how a close goes about it: when the peer actor  *)
(* does what, and what the writer makes of "close".                           *)
(*                                                                            *)
(* The lines of behaviour that matter:                                        *)
(*   - a push succeeds as long as the request queue exists; when that queue   *)
(*     is full the new message is dropped, when the write queue is full the   *)
(*     oldest one is, and either push still succeeds;                         *)
(*   - when its channels end, the writer goes on waiting for "close";         *)
(*   - a write that times out leaves its frame in the sink's buffer, unless   *)
(*     it still waited for room there: then the frame is dropped;             *)
(*   - the last flush and the close of the socket share one timeout;          *)
(*   - the multiplexer that finds the writer gone drops what it holds.        *)
(*                                                                            *)
(* Each step is a whole stretch between two await points of the code.         *)
(******************************************************************************)
EXTENDS PeerProperties

CONSTANTS
    SinkRoom,             \* frames that fit into the sink's buffer before it must flush
    Bias                  \* of the writer's choice: "unbiased", "closeFirst", "messagesFirst"; see AsFoundChoice

ASSUME SinkRoomIsPositive == SinkRoom \in Nat \ {0}
ASSUME BiasIsKnown        == Bias \in {"unbiased", "closeFirst", "messagesFirst"}

VARIABLE held             \* <<f>>: the frame with which the writer waits for room in the sink

vars == <<connection, held>>

CloseSent == actor \in {"signalled", "ended"}

(* Once the writer has left its loop nobody reads the channels any more: what *)
(* is in them, or would still be put there, is lost, now or when the writer   *)
(* drops their receivers.  The model drops them now, which nobody can tell.   *)
Receiving == writer \notin {"closing", "ended"}
--------------------------------------------------------------------------------
(* The application.                                                           *)

Offer(m) ==               \* the lock of the request queue's channel (aptos_channel's push)
    /\ IsNext(m)
    /\ IF actor = "ended"
       THEN /\ Answer(m, "refused")                        \* "Channel is closed"
            /\ UNCHANGED <<requests, overflowed>>
       ELSE /\ Answer(m, "accepted")
            /\ IF Len(requests) < RequestCapacity
               THEN requests' = Append(requests, m) /\ UNCHANGED overflowed
               ELSE overflowed' = overflowed \cup {m} /\ UNCHANGED requests
    /\ UNCHANGED <<writes, mux, channel, sink, wire, writer, actor, waited, lateWrites, held>>
--------------------------------------------------------------------------------
(* The main loop.                                                             *)

Forward ==                \* handle_outbound_request: push to the write queue, which keeps the last
    /\ actor = "serving"
    /\ requests # <<>>
    /\ requests' = Tail(requests)
    /\ IF Len(writes) < WriteCapacity
       THEN writes' = Append(writes, Head(requests)) /\ UNCHANGED overflowed
       ELSE /\ writes' = Append(Tail(writes), Head(requests))
            /\ overflowed' = overflowed \cup {Head(writes)}
    /\ UNCHANGED <<status, late, mux, channel, sink, wire, writer, actor, waited, lateWrites, held>>
--------------------------------------------------------------------------------
(* The multiplexer.                                                           *)

Fetch ==                  \* write_reqs_rx.next()
    /\ Receiving
    /\ mux = <<>>
    /\ writes # <<>>
    /\ mux' = << <<Head(writes), 0>> >>
    /\ writes' = Tail(writes)
    /\ UNCHANGED <<status, late, overflowed, requests, channel, sink, wire, writer, actor, waited,
                   lateWrites, held>>

Send ==                   \* msg_tx.send, stream_tx.send: waits while the channel is full
    /\ mux # <<>>
    /\ Receiving
    /\ LET f == Head(mux)
           c == ChannelOf(f)
       IN  /\ Len(channel[c]) < ChannelCapacity
           /\ channel' = [channel EXCEPT ![c] = Append(@, f)]
           /\ mux' = IF IsLast(f) THEN <<>> ELSE << <<f[1], f[2] + 1>> >>
    /\ UNCHANGED <<status, late, overflowed, requests, writes, sink, wire, writer, actor, waited,
                   lateWrites, held>>

FailToSend ==             \* "Writer task ended": logged, and each message is dropped, one at once after
    /\ ~Receiving         \* the other: local to this task, nobody else sees the order
    /\ mux # <<>> \/ writes # <<>>
    /\ mux' = <<>>
    /\ writes' = <<>>
    /\ UNCHANGED <<status, late, overflowed, requests, channel, sink, wire, writer, actor, waited,
                   lateWrites, held>>
--------------------------------------------------------------------------------
(* The writer.  When it takes a frame and when it stops, the designs say.     *)

SendNextOf(c) ==          \* stream.select_next_some(), then writer.send up to its first wait
    /\ channel' = [channel EXCEPT ![c] = Tail(@)]
    /\ IF Len(sink) < SinkRoom
       THEN /\ sink' = Append(sink, Head(channel[c]))
            /\ writer' = "flushing"
            /\ UNCHANGED held
       ELSE /\ held' = <<Head(channel[c])>>
            /\ writer' = "waiting"
            /\ UNCHANGED sink
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, wire, actor, waited, lateWrites>>

EncodeHeld ==             \* FramedWrite: the buffer was flushed, the frame finds room
    /\ writer = "waiting"
    /\ sink = <<>>
    /\ sink' = held
    /\ held' = <<>>
    /\ writer' = "flushing"
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, wire, actor, waited,
                   lateWrites>>

Flush ==                  \* FramedWrite: the socket takes the oldest frame; a flush ends with the last
    /\ writer \in {"waiting", "flushing", "closing"}
    /\ sink # <<>>
    /\ PutOnWire(Head(sink))
    /\ sink' = Tail(sink)
    /\ writer' = IF writer = "flushing" /\ Len(sink) = 1 THEN "choosing" ELSE writer
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, actor, waited, held>>

SendTimesOut ==           \* timeout(TRANSPORT_TIMEOUT, writer.send): logged, and on to the next
    /\ MayStall
    /\ writer \in {"waiting", "flushing"}
    /\ writer' = "choosing"
    /\ held' = <<>>
    /\ CountTimeout
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, actor,
                   lateWrites>>

StopReading ==            \* the loop is left: from here on nobody reads the channels
    /\ writer' = "closing"
    /\ channel' = NoFrames
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, sink, wire, actor, waited,
                   lateWrites, held>>

CloseSocket ==            \* flush_and_close: flushed, now closed
    /\ writer = "closing"
    /\ sink = <<>>
    /\ writer' = "ended"
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, actor, waited,
                   lateWrites, held>>

CloseTimesOut ==          \* "Timeout in flush/close"; what is left in the sink was never written
    /\ MayStall
    /\ writer = "closing"
    /\ sink # <<>>
    /\ writer' = "ended"
    /\ CountTimeout
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, actor,
                   lateWrites, held>>
--------------------------------------------------------------------------------
(* What the peer actor does in a step.  The designs say when.                 *)

ActorGoesTo(step) ==      \* the peer actor goes on to its next await
    /\ actor' = step
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, writer,
                   waited, lateWrites, held>>

AnnounceAndEnd ==         \* do_shutdown: connection_notifs_tx.send(Disconnected); then the actor ends,
    /\ actor' = "ended"   \* and its receiver of requests is dropped with what it holds
    /\ requests' = <<>>
    /\ UNCHANGED <<status, late, overflowed, writes, mux, channel, sink, wire, writer, waited,
                   lateWrites, held>>
--------------------------------------------------------------------------------
MainLoop     == Forward
Multiplexer  == Fetch \/ Send \/ FailToSend
WriterAtWork == EncodeHeld \/ SendTimesOut \/ CloseSocket \/ CloseTimesOut
Offers       == \E m \in Messages : Offer(m)

PipelineInit == Init /\ held = <<>>

(* Tasks that can run do run, and timers go off.  The socket takes what is    *)
(* written if the remote cannot stall; if it can, nothing is promised.  The   *)
(* fairness of the writer and of the actor is added by the designs.           *)
PipelineFairness ==
    /\ WF_vars(MainLoop)
    /\ WF_vars(Multiplexer)
    /\ WF_vars(Flush /\ ~MayStall)
--------------------------------------------------------------------------------
(* The refinement, as generous as honesty allows.  Nobody is told anything    *)
(* here, but an owner who sends and forgets may be said to know that whatever *)
(* got into the sink as a whole may arrive: told "unknown".  Handoff lets     *)
(* such an item be taken later.  It does not excuse what never got there.     *)
MayArrive(m) ==
    /\ status[m] = "accepted"
    /\ \A k \in 0 .. Fragments[m] : IsIn(<<m, k>>, sink) \/ IsIn(<<m, k>>, WireOf(m))

H == INSTANCE Handoff WITH
        Items  <- Messages,
        status <- [m \in Messages |-> IF MayArrive(m) THEN "unknown" ELSE status[m]],
        taken  <- [m \in Messages |-> Deliveries(m)],
        kept   <- {}

RefinesHandoff == H!Spec
================================================================================
