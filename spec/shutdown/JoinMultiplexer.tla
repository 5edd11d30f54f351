---------------------------- MODULE JoinMultiplexer ----------------------------
(******************************************************************************)
(* The second remedy: the actor awaits the multiplexer between dropping the   *)
(* sender of the write queue and sending "close".                             *)
(*                                                                            *)
(* What matters: the multiplexer ends once the write queue, which nobody can  *)
(* push to any more, is empty and its last frame is in a channel.  Until then *)
(* it may wait for room there, and the writer is the one who makes room: the  *)
(* wait lasts as long as the writer takes, one timeout a frame if the remote  *)
(* has stopped reading.  A frame in a channel is not a frame written: the     *)
(* writer still leaves its loop on "close", whatever the channels hold.  The  *)
(* request queue is nobody's any more, as in Sleep.                           *)
(******************************************************************************)
EXTENDS AsFoundChoice

BeginClose ==             \* do_shutdown: drop(write_req_tx)
    /\ actor = "serving"
    /\ ActorGoesTo("closing")

SignalClose ==            \* multiplex_handle.await, writer_close_tx.send(())
    /\ actor = "closing"
    /\ writes = <<>> /\ mux = <<>>
    /\ ActorGoesTo("signalled")

Announce ==
    /\ actor = "signalled"
    /\ AnnounceAndEnd
--------------------------------------------------------------------------------
Actor       == SignalClose \/ Announce

System      == Stages \/ Actor
Environment == Offers \/ BeginClose
Next        == System \/ Environment

Spec == PipelineInit /\ [][Next]_vars /\ StagesFairness /\ WF_vars(Actor)

NoDeadlock == DeadlockFree(ENABLED System)
================================================================================
