--------------------------------- MODULE Sleep ---------------------------------
(******************************************************************************)
(* The first remedy: the actor sleeps for 100 ms between dropping the sender  *)
(* of the write queue and sending "close".                                    *)
(*                                                                            *)
(* What matters: the sleep asks nobody how far they are, so that in a model   *)
(* without clocks "close" is sent at some moment.  It always comes: the timer *)
(* goes off.  Meanwhile the stages go on, the request queue takes pushes, and *)
(* nobody forwards them: the main loop has ended before do_shutdown.  The     *)
(* rest, an announcement that does not wait for the writer included, is as    *)
(* found.                                                                     *)
(******************************************************************************)
EXTENDS AsFoundChoice

BeginClose ==             \* do_shutdown: drop(write_req_tx)
    /\ actor = "serving"
    /\ ActorGoesTo("closing")

SignalClose ==            \* sleep(100 ms), writer_close_tx.send(())
    /\ actor = "closing"
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
