----------------------------- MODULE JoinThenDrain -----------------------------
(******************************************************************************)
(* The obvious next repair: the actor awaits the multiplexer, then sends      *)
(* "close", and the writer that takes it drains its channels to their end     *)
(* before it closes the connection.                                           *)
(*                                                                            *)
(* What matters: a drain sends each frame like any other, under a timeout of  *)
(* its own: there is no deadline for all of them.  The channels do end, since *)
(* the multiplexer has.  Taking "close" changes nothing as long as there are  *)
(* frames, so that the model merges it with the end of the drain, and the     *)
(* bias of the choice has no say.  The actor does not wait for the drain: it  *)
(* announces the disconnect and ends, as found.                               *)
(******************************************************************************)
EXTENDS AsFoundPipeline

BeginClose ==             \* do_shutdown: drop(write_req_tx)
    /\ actor = "serving"
    /\ ActorGoesTo("closing")

SignalClose ==            \* multiplex_handle.await, writer_close_tx.send(())
    /\ actor = "closing"
    /\ writes = <<>> /\ mux = <<>>
    /\ ActorGoesTo("signalled")

TakeFrame(c) ==           \* in the loop as found, or in the drain that follows it
    /\ writer = "choosing"
    /\ channel[c] # <<>>
    /\ SendNextOf(c)

TakeClose ==              \* the drain has come to the end of both channels
    /\ writer = "choosing"
    /\ CloseSent
    /\ channel = NoFrames
    /\ StopReading

Announce ==
    /\ actor = "signalled"
    /\ AnnounceAndEnd
--------------------------------------------------------------------------------
Writer      == (\E c \in Channels : TakeFrame(c)) \/ TakeClose \/ WriterAtWork
Stages      == MainLoop \/ Multiplexer \/ Writer \/ Flush
Actor       == SignalClose \/ Announce

System      == Stages \/ Actor
Environment == Offers \/ BeginClose
Next        == System \/ Environment

Spec == PipelineInit /\ [][Next]_vars /\ PipelineFairness /\ WF_vars(Writer) /\ WF_vars(Actor)

NoDeadlock == DeadlockFree(ENABLED System)
================================================================================
