-------------------------------- MODULE AsFound --------------------------------
(******************************************************************************)
(* The shutdown of a peer connection as found: the sender of the write queue  *)
(* is dropped and "close" is sent to the writer at once; then the disconnect  *)
(* is announced, and the actor ends.  Nobody waits for anybody.               *)
(*                                                                            *)
(* The drop of the sender and the sending of "close" are one step: no await   *)
(* is between them, and dropping the sender alone enables nothing.            *)
(******************************************************************************)
EXTENDS AsFoundPipeline

BeginClose ==             \* do_shutdown: drop(write_req_tx), writer_close_tx.send(())
    /\ actor = "serving"
    /\ actor' = "signalled"
    /\ UNCHANGED <<status, late, overflowed, requests, writes, mux, channel, sink, wire, writer,
                   waited, lateWrites, held>>

Announce ==               \* do_shutdown: connection_notifs_tx.send(Disconnected); then the actor ends,
    /\ actor = "signalled" \* and its receiver of requests is dropped with what it holds
    /\ actor' = "ended"
    /\ requests' = <<>>
    /\ UNCHANGED <<status, late, overflowed, writes, mux, channel, sink, wire, writer, waited,
                   lateWrites, held>>
--------------------------------------------------------------------------------
Actor       == Announce

System      == Pipeline \/ Actor
Environment == (\E m \in Messages : Offer(m)) \/ BeginClose
Next        == System \/ Environment

Spec == PipelineInit /\ [][Next]_vars /\ PipelineFairness /\ WF_vars(Actor)

NoDeadlock == DeadlockFree(ENABLED System)
================================================================================
