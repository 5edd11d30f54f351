------------------------------ MODULE ReturnError ------------------------------
(******************************************************************************)
(* The second proposed fix, as its code is written.  A failed write panics no *)
(* more: persist_inner logs it, counts it, and returns None.                  *)
(*                                                                            *)
(*  - persist leaves that batch out of its list, and goes on with the next.   *)
(*  - The return is the whole handling.  Cache entry, place in the queue and  *)
(*    charge stay, and so the next request for the digest finds it cached.    *)
(*  - The announcement is as found: all batches of the request.               *)
(*  - The log knows the error, and not the batch; no owner is told.           *)
(******************************************************************************)
EXTENDS RemedySteps

FailWrite(r)         == WriteFails(r) /\ ReturnNone(r)
LeaveWriteInDoubt(r) == WriteIsInDoubt(r) /\ ReturnNone(r)

Announce(r) == At(r, "announce") /\ AnnounceBatch(r)
--------------------------------------------------------------------------------
TaskStep(r) == Persisting(r) \/ Announce(r)

System      == (\E r \in Requests : TaskStep(r)) \/ Collecting \/ Restarting
Environment == (\E r \in Requests : Receive(r) \/ FailWrite(r) \/ LeaveWriteInDoubt(r)) \/ World
Next        == System \/ Environment

Fairness == (\A r \in Requests : WF_vars(TaskStep(r))) /\ WF_vars(Collecting) /\ WF_vars(Restarting)

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
