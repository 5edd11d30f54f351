-------------------------------- MODULE AsFound --------------------------------
(******************************************************************************)
(* The shutdown of a peer connection as found: the sender of the write queue  *)
(* is dropped and "close" is sent to the writer at once; then the disconnect  *)
(* is announced, and the actor ends.  Nobody waits for anybody.               *)
(*                                                                            *)
(* The drop of the sender and the sending of "close" are one step: no await   *)
(* is between them, and dropping the sender alone enables nothing.            *)
(******************************************************************************)
EXTENDS AsFoundChoice

BeginClose ==             \* do_shutdown: drop(write_req_tx), writer_close_tx.send(())
    /\ actor = "serving"
    /\ ActorGoesTo("signalled")

Announce ==
    /\ actor = "signalled"
    /\ AnnounceAndEnd
--------------------------------------------------------------------------------
Actor       == Announce

System      == Stages \/ Actor
Environment == Offers \/ BeginClose
Next        == System \/ Environment

Spec == PipelineInit /\ [][Next]_vars /\ StagesFairness /\ WF_vars(Actor)

NoDeadlock == DeadlockFree(ENABLED System)
================================================================================
