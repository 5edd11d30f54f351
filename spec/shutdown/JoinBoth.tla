------------------------------- MODULE JoinBoth --------------------------------
(******************************************************************************)
(* A repair that does without "close": the actor awaits the multiplexer, then *)
(* the writer, and announces the disconnect when both have ended.             *)
(*                                                                            *)
(* What matters: the end of its channels does not end the writer.  They drop  *)
(* out of its choice, and what is left there is "close", whose sender the     *)
(* actor keeps while it waits.  So the two wait for each other.  (To drop     *)
(* that sender would be to send "close": the writer's choice takes either for *)
(* it.)                                                                       *)
(******************************************************************************)
EXTENDS AsFoundChoice

BeginClose ==             \* do_shutdown: drop(write_req_tx)
    /\ actor = "serving"
    /\ ActorGoesTo("closing")

Announce ==               \* multiplex_handle.await, writer_handle.await
    /\ actor = "closing"
    /\ writes = <<>> /\ mux = <<>>
    /\ writer = "ended"
    /\ AnnounceAndEnd
--------------------------------------------------------------------------------
Actor       == Announce

System      == Stages \/ Actor
Environment == Offers \/ BeginClose
Next        == System \/ Environment

Spec == PipelineInit /\ [][Next]_vars /\ StagesFairness /\ WF_vars(Actor)

NoDeadlock == DeadlockFree(ENABLED System)
================================================================================
