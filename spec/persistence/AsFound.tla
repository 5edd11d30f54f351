-------------------------------- MODULE AsFound --------------------------------
(******************************************************************************)
(* Batch persistence as found.  To the steps of AsFoundSteps it adds:         *)
(*  - a failed write panics (save_batch(..).expect(..)), and nobody holds the *)
(*    handle of the task that dies of it;                                     *)
(*  - at the end all batches of the request are announced, whatever was       *)
(*    persisted.                                                              *)
(******************************************************************************)
EXTENDS AsFoundSteps

Announce(r) ==                \* sender_to_proof_manager.send(ReceiveBatches(batches))
    /\ At(r, "announce")
    /\ AnnounceItem(Item(r))
    /\ outcome' = IF task[r].batch \in signed[r] THEN [outcome EXCEPT ![Item(r)] = "delivered"] ELSE outcome
    /\ GoOn(r, "announce", "done")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, node, faults>>
--------------------------------------------------------------------------------
Panic(r) ==                   \* the task unwinds, or the hook ends the process
    IF PanicPolicy = "process" THEN LoseMemory({r})
    ELSE /\ task' = [task EXCEPT ![r] = [pc |-> "dead", batch |-> 1]]
         /\ UNCHANGED <<time, cache, queue, used, collector, signed, taken, announced, outcome, node>>

FailWrite(r) ==               \* save_batch fails, and nothing was written
    /\ At(r, "write")
    /\ Spend("write")
    /\ Panic(r)
    /\ UNCHANGED <<db, disk>>

LeaveWriteInDoubt(r) ==       \* save_batch fails, and yet the record was written
    /\ At(r, "write")
    /\ Spend("doubt")
    /\ db' = [db EXCEPT ![Digest(Item(r))] = Expiration(Item(r))]
    /\ Panic(r)
    /\ UNCHANGED disk
--------------------------------------------------------------------------------
TaskStep(r) == Persisting(r) \/ Announce(r)

System == (\E r \in Requests : TaskStep(r)) \/ Collecting \/ Restarting

Environment ==
    \/ \E r \in Requests : Receive(r) \/ FailWrite(r) \/ LeaveWriteInDoubt(r)
    \/ \E t \in 1..MaxTime : AdvanceTime(t)
    \/ FailDelete \/ Flush \/ Crash \/ LosePower

Next == System \/ Environment

(* Tasks and the collector run when they can; a node that is down is          *)
(* restarted, and its owners see that it was.  The environment owes nothing:  *)
(* requests and commits may stop coming, and faults need not happen.          *)
Fairness == (\A r \in Requests : WF_vars(TaskStep(r))) /\ WF_vars(Collecting) /\ WF_vars(Restarting)

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
