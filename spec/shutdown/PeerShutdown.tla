----------------------------- MODULE PeerShutdown -----------------------------
(******************************************************************************)
(* The reference design: a peer connection that closes without losing a       *)
(* message in silence, in bounded time.                                       *)
(*                                                                            *)
(*   1. The request queue refuses: when it is full, and from the moment in    *)
(*      which the close begins.  No inner queue ever drops: a full one makes  *)
(*      the stage before it wait.                                             *)
(*   2. The stages drain inward.  Each ends when its input has ended: the     *)
(*      main loop with the closed request queue, the multiplexer with the     *)
(*      main loop, the writer with the multiplexer.                           *)
(*   3. One overall deadline, as long as one write timeout, runs from the     *)
(*      beginning of the close.  When it passes all stages stop where they    *)
(*      are, and every message gets its fate from whoever holds its last      *)
(*      frame: "unknown" from the writer when that frame is in the sink,      *)
(*      where the socket may have taken it already, else "undelivered":       *)
(*      without its last frame the remote cannot rebuild it.                  *)
(*   4. The disconnect is announced when the writer has ended and every       *)
(*      message has its fate.                                                 *)
(*                                                                            *)
(* A write that times out begins the close like a request to close does.      *)
(* The end of a stage is not a step of its own: it is the state in which its  *)
(* input has ended and it holds nothing.                                      *)
(******************************************************************************)
EXTENDS PeerProperties

vars == connection

Stopped == actor = "expired"      \* the deadline has passed: nothing moves on, all is returned

Taken == sink # <<>> /\ IsIn(Head(sink), wire[ChannelOf(Head(sink))])
                                  \* the socket has the sink's frame, and the writer does not know it yet
--------------------------------------------------------------------------------
(* The environment.                                                           *)

Offer(m) ==               \* the lock of the request queue: closed, full and room are seen in one step
    /\ IsNext(m)
    /\ IF Closing
       THEN Answer(m, "refused") /\ UNCHANGED <<requests, overflowed>>
       ELSE IF Len(requests) = RequestCapacity
       THEN Answer(m, "refused") /\ overflowed' = overflowed \cup {m} /\ UNCHANGED requests
       ELSE Answer(m, "accepted") /\ requests' = Append(requests, m) /\ UNCHANGED overflowed
    /\ UNCHANGED <<writes, mux, channel, sink, wire, writer, actor, waited, lateWrites>>

BeginClose ==             \* the lock of the request queue: it is closed, and the deadline is set
    /\ actor = "serving"
    /\ actor' = "closing"
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, writer,
                   waited, lateWrites>>
--------------------------------------------------------------------------------
(* The main loop and the multiplexer.                                         *)

Forward ==                \* the main loop moves a message once the write queue has room
    /\ ~Stopped
    /\ requests # <<>>
    /\ Len(writes) < WriteCapacity
    /\ requests' = Tail(requests)
    /\ writes' = Append(writes, Head(requests))
    /\ UNCHANGED <<status, late, overflowed, mux, channel, sink, wire, writer, actor, waited,
                   lateWrites>>

Fetch ==                  \* the multiplexer takes the next message from the write queue
    /\ ~Stopped
    /\ mux = <<>>
    /\ writes # <<>>
    /\ mux' = << <<Head(writes), 0>> >>
    /\ writes' = Tail(writes)
    /\ UNCHANGED <<status, late, overflowed, requests, channel, sink, wire, writer, actor, waited,
                   lateWrites>>

Send ==                   \* the multiplexer puts a frame into its channel once that has room
    /\ ~Stopped
    /\ mux # <<>>
    /\ LET f == Head(mux)
           c == ChannelOf(f)
       IN  /\ Len(channel[c]) < ChannelCapacity
           /\ channel' = [channel EXCEPT ![c] = Append(@, f)]
           /\ mux' = IF IsLast(f) THEN <<>> ELSE << <<f[1], f[2] + 1>> >>
    /\ UNCHANGED <<status, late, overflowed, requests, writes, sink, wire, writer, actor, waited,
                   lateWrites>>
--------------------------------------------------------------------------------
(* The writer and the socket.                                                 *)

Encode(c) ==              \* the writer takes a frame from a channel into the sink's empty buffer
    /\ ~Stopped
    /\ writer = "choosing"
    /\ channel[c] # <<>>
    /\ channel' = [channel EXCEPT ![c] = Tail(@)]
    /\ sink' = <<Head(channel[c])>>
    /\ writer' = "flushing"
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, wire, actor, waited, lateWrites>>

Write ==                  \* the socket takes the frame: from here on the remote may have it
    /\ sink # <<>>
    /\ ~Taken
    /\ PutOnWire(Head(sink))
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, writer, actor,
                   waited>>

Confirm ==                \* the flush returns: with its last frame a message is delivered
    /\ writer = "flushing"
    /\ Taken
    /\ sink' = <<>>
    /\ writer' = "choosing"
    /\ status' = IF IsLast(Head(sink)) THEN [status EXCEPT ![MessageOf(Head(sink))] = "delivered"]
                                       ELSE status
    /\ UNCHANGED <<late, overflowed, requests, writes, mux, channel, wire, actor, waited, lateWrites>>

TimeOutWrite ==           \* the write timeout of a connection that serves begins the close
    /\ MayStall
    /\ actor = "serving"
    /\ writer = "flushing"
    /\ ~Taken
    /\ actor' = "closing"
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, writer,
                   waited, lateWrites>>

Finish ==                 \* the writer's input has ended and all of it is flushed: it closes the socket
    /\ actor = "closing"
    /\ writer = "choosing"
    /\ Drained
    /\ writer' = "ended"
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, actor,
                   waited, lateWrites>>

Abort ==                  \* the deadline ends the writer: the socket is closed, the sink is discarded,
    /\ Stopped            \* and a message whose last frame was in it is unknown
    /\ writer # "ended"
    /\ writer' = "ended"
    /\ sink' = <<>>
    /\ status' = IF sink # <<>> /\ IsLast(Head(sink))
                 THEN [status EXCEPT ![MessageOf(Head(sink))] = "unknown"]
                 ELSE status
    /\ UNCHANGED <<late, overflowed, requests, writes, mux, channel, wire, actor, waited, lateWrites>>
--------------------------------------------------------------------------------
(* The closer: the deadline, the returns and the announcement.                *)

PassDeadline ==           \* the overall deadline passes while the writer is at work
    /\ actor = "closing"
    /\ writer # "ended"
    /\ actor' = "expired"
    /\ CountTimeout
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, writer,
                   lateWrites>>

LastFrames(c) == SelectSeq(channel[c], IsLast)
Held ==                   \* the messages still held, by whoever has their last frame, innermost first
    [i \in 1 .. Len(LastFrames("message")) |-> MessageOf(LastFrames("message")[i])]
    \o [i \in 1 .. Len(LastFrames("stream")) |-> MessageOf(LastFrames("stream")[i])]
    \o [i \in 1 .. Len(mux) |-> MessageOf(mux[i])]
    \o writes \o requests

Return(m) ==              \* the next message held is returned, and what is left of it discarded
    /\ Stopped
    /\ writer = "ended"
    /\ Held # <<>> /\ m = Head(Held)
    /\ status' = [status EXCEPT ![m] = "undelivered"]
    /\ LET IsOther(x)      == x # m
           IsFromOther(f)  == MessageOf(f) # m
       IN  /\ requests' = SelectSeq(requests, IsOther)
           /\ writes' = SelectSeq(writes, IsOther)
           /\ mux' = SelectSeq(mux, IsFromOther)
           /\ channel' = [c \in Channels |-> SelectSeq(channel[c], IsFromOther)]
    /\ UNCHANGED <<late, overflowed, sink, wire, writer, actor, waited, lateWrites>>

Announce ==               \* "disconnected": the writer has ended and nothing is held any more
    /\ Closing /\ ~Announced
    /\ writer = "ended"
    /\ Drained
    /\ actor' = "ended"
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, writer,
                   waited, lateWrites>>
--------------------------------------------------------------------------------
MainLoop    == Forward
Multiplexer == Fetch \/ Send
Writer      == (\E c \in Channels : Encode(c)) \/ Confirm \/ TimeOutWrite \/ Finish \/ Abort
Closer      == (\E m \in Messages : Return(m)) \/ Announce

System      == MainLoop \/ Multiplexer \/ Writer \/ Write \/ Closer \/ PassDeadline
Environment == (\E m \in Messages : Offer(m)) \/ BeginClose
Next        == System \/ Environment

(* Threads that can run do run, and timers go off.  The socket takes what is  *)
(* written if the remote cannot stall; if it can, nothing is promised.        *)
Fairness ==
    /\ WF_vars(MainLoop)
    /\ WF_vars(Multiplexer)
    /\ WF_vars(Writer)
    /\ WF_vars(Closer)
    /\ WF_vars(PassDeadline)
    /\ WF_vars(Write /\ ~MayStall)

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
NoDeadlock == DeadlockFree(ENABLED System)

(* The refinement.  An item is a message; the other side takes it when the    *)
(* socket has taken its last frame; a delivered one needs nothing more.       *)
H == INSTANCE Handoff WITH
        Items  <- Messages,
        status <- status,
        taken  <- [m \in Messages |-> Deliveries(m)],
        kept   <- {m \in Messages : status[m] = "delivered"}

RefinesHandoff == H!Spec
================================================================================
