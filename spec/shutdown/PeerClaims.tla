------------------------------ MODULE PeerClaims ------------------------------
(******************************************************************************)
(* What the report says, or takes for granted, of the stages as found and of  *)
(* its remedies, where that is none of the protocol's properties: questions   *)
(* to the models, not promises.  The manifest has the answers.                *)
(******************************************************************************)
EXTENDS AsFoundPipeline

Waiting(m) == \E i \in 1 .. Len(requests) : requests[i] = m

Queued(m) ==              \* between the main loop and the writer
    \/ \E i \in 1 .. Len(writes) : writes[i] = m
    \/ \E i \in 1 .. Len(mux) : MessageOf(mux[i]) = m
    \/ \E c \in Channels : \E i \in 1 .. Len(channel[c]) : MessageOf(channel[c][i]) = m

\* Liveness: a message in the request queue gets into the write queue, or a full queue drops it there.
ClaimRequestIsForwarded == \A m \in Messages : Waiting(m) ~> Queued(m) \/ m \in overflowed

\* Liveness: what got into the write queue is written, unless a full queue dropped it there.
ClaimQueuedIsWritten == \A m \in Messages : Queued(m) ~> Deliveries(m) > 0 \/ m \in overflowed

\* Liveness: a frame in a channel gets into the sink.
ClaimChannelIsEmptied ==
    \A f \in Frames : IsIn(f, channel[ChannelOf(f)]) ~> IsIn(f, sink) \/ IsIn(f, wire[ChannelOf(f)])

\* In every state: when "close" is sent, the multiplexer has passed on everything.
ClaimMultiplexerIsDone == CloseSent => writes = <<>> /\ mux = <<>>

\* In every state: the multiplexer never has a message left for a writer that has left its loop.
ClaimMultiplexerHasAWriter == ~Receiving => writes = <<>> /\ mux = <<>>

\* In every state: the multiplexer has ended by the time at which the whole shutdown should have.
ClaimMultiplexerEndsInTime == writes # <<>> \/ mux # <<>> => waited <= AllowedTimeouts

\* In every state: no owner was ever told the fate of a message.
ClaimNobodyIsTold == \A m \in Messages : status[m] \in {"new", "refused", "accepted"}
================================================================================
