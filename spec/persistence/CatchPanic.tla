------------------------------ MODULE CatchPanic -------------------------------
(******************************************************************************)
(* The first proposed fix, as its code is written.  The task catches a panic  *)
(* of persist, logs it, counts it, and ends.                                  *)
(*                                                                            *)
(*  - The handler knows the peer, and no batch: no owner learns which of them *)
(*    is not stored.  The log and the counter are the operator's.             *)
(*  - What had been signed before the panic goes down with the list that      *)
(*    persist was filling; batches that come later are not tried.             *)
(*  - What persist did before the panic stays: cache entry, queue, charge.    *)
(*  - All batches of the request are announced if at least one was signed.    *)
(*    The list was made before persist ran, as in the code as found.          *)
(*  - A hook that ends the process runs before the unwinding that the task    *)
(*    would catch.                                                            *)
(******************************************************************************)
EXTENDS RemedySteps

FailWrite(r)         == WriteFails(r) /\ Panic(r, "done")
LeaveWriteInDoubt(r) == WriteIsInDoubt(r) /\ Panic(r, "done")

Announce(r) == At(r, "announce") /\ signed[r] # {} /\ AnnounceBatch(r)
--------------------------------------------------------------------------------
TaskStep(r) == Persisting(r) \/ Announce(r) \/ WarnOfNothing(r)

System      == (\E r \in Requests : TaskStep(r)) \/ Collecting \/ Restarting
Environment == (\E r \in Requests : Receive(r) \/ FailWrite(r) \/ LeaveWriteInDoubt(r)) \/ World
Next        == System \/ Environment

Fairness == (\A r \in Requests : WF_vars(TaskStep(r))) /\ WF_vars(Collecting) /\ WF_vars(Restarting)

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
