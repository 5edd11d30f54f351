----------------------- MODULE CatchPanicAndReturnError ------------------------
(******************************************************************************)
(* Both proposed fixes.  A failed write returns None (ReturnError), so the    *)
(* panic that CatchPanic would catch does not come; of CatchPanic remains     *)
(* that a request of which nothing was signed is not announced.  One batch    *)
(* that was signed is enough for all to be announced.                         *)
(******************************************************************************)
EXTENDS RemedySteps

FailWrite(r)         == WriteFails(r) /\ ReturnNone(r)
LeaveWriteInDoubt(r) == WriteIsInDoubt(r) /\ ReturnNone(r)

Announce(r) == At(r, "announce") /\ signed[r] # {} /\ AnnounceBatch(r)
--------------------------------------------------------------------------------
TaskStep(r) == Persisting(r) \/ Announce(r) \/ WarnOfNothing(r)

System      == (\E r \in Requests : TaskStep(r)) \/ Collecting \/ Restarting
Environment == (\E r \in Requests : Receive(r) \/ FailWrite(r) \/ LeaveWriteInDoubt(r)) \/ World
Next        == System \/ Environment

Fairness == (\A r \in Requests : WF_vars(TaskStep(r))) /\ WF_vars(Collecting) /\ WF_vars(Restarting)

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
