-------------------------------- MODULE AsFound --------------------------------
(******************************************************************************)
(* Batch persistence as found.  To the steps of AsFoundSteps it adds:         *)
(*  - a failed write panics (save_batch(..).expect(..)), and nobody holds the *)
(*    handle of the task that dies of it;                                     *)
(*  - at the end all batches of the request are announced, whatever was       *)
(*    persisted.                                                              *)
(******************************************************************************)
EXTENDS AsFoundSteps

FailWrite(r)         == WriteFails(r) /\ Panic(r, "dead")
LeaveWriteInDoubt(r) == WriteIsInDoubt(r) /\ Panic(r, "dead")

Announce(r) == At(r, "announce") /\ AnnounceBatch(r)
--------------------------------------------------------------------------------
TaskStep(r) == Persisting(r) \/ Announce(r)

System      == (\E r \in Requests : TaskStep(r)) \/ Collecting \/ Restarting
Environment == (\E r \in Requests : Receive(r) \/ FailWrite(r) \/ LeaveWriteInDoubt(r)) \/ World
Next        == System \/ Environment

(* Tasks and the collector run when they can; a node that is down is          *)
(* restarted, and its owners see that it was.  The environment owes nothing:  *)
(* requests and commits may stop coming, and faults need not happen.          *)
Fairness == (\A r \in Requests : WF_vars(TaskStep(r))) /\ WF_vars(Collecting) /\ WF_vars(Restarting)

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
