---------------------------- MODULE RollBackOnError ----------------------------
(******************************************************************************)
(* The obvious next repair: both proposed fixes, and a failed write drops the *)
(* cache entry and frees the quota before it returns None.                    *)
(*                                                                            *)
(*  - Dropping is db_cache.remove(digest), under the lock of the entry: it    *)
(*    takes the entry that is there, be it this task's or one that another    *)
(*    task has put in its place since.                                        *)
(*  - Freeing is free_quota of what was removed, under another lock, and so a *)
(*    step of its own, as in the collector.                                   *)
(*  - The queue has no operation to take a digest out again; it keeps it.     *)
(*  - An entry that this one had replaced does not come back.                 *)
(*  - Nothing is done in the database: the write failed.                      *)
(*                                                                            *)
(* Two more places: drop, refund.  A task at refund has the charge to free.   *)
(******************************************************************************)
EXTENDS RemedySteps

FailWrite(r) ==
    /\ WriteFails(r)
    /\ GoTo(r, "drop")
    /\ UNCHANGED <<time, cache, queue, used, collector, signed, taken, announced, outcome, node>>

LeaveWriteInDoubt(r) ==
    /\ WriteIsInDoubt(r)
    /\ GoTo(r, "drop")
    /\ UNCHANGED <<time, cache, queue, used, collector, signed, taken, announced, outcome, node>>

Drop(r) ==                    \* db_cache.remove, which finds an entry
    LET d == Digest(Item(r))
    IN  /\ At(r, "drop")
        /\ cache[d] # Absent
        /\ cache' = [cache EXCEPT ![d] = Absent]
        /\ task' = [task EXCEPT ![r] = [pc |-> "refund", batch |-> @.batch, charge |-> Charge(d, cache[d].payload)]]
        /\ UNCHANGED <<time, db, disk, queue, used, collector, signed, taken, announced, outcome, node, faults>>

FindNoEntry(r) ==             \* db_cache.remove, after the collector or another task has removed the entry
    /\ At(r, "drop")
    /\ cache[Digest(Item(r))] = Absent
    /\ ReturnNone(r)
    /\ UNCHANGED <<db, disk, faults>>

Refund(r) ==                  \* free_quota
    /\ At(r, "refund")
    /\ used' = Minus(used, task[r].charge)
    /\ GiveUp(r)
    /\ UNCHANGED <<time, db, disk, cache, queue, collector, taken, announced, outcome, node, faults>>

Announce(r) == At(r, "announce") /\ signed[r] # {} /\ AnnounceBatch(r)
--------------------------------------------------------------------------------
TaskStep(r) == Persisting(r) \/ Drop(r) \/ FindNoEntry(r) \/ Refund(r) \/ Announce(r) \/ WarnOfNothing(r)

System      == (\E r \in Requests : TaskStep(r)) \/ Collecting \/ Restarting
Environment == (\E r \in Requests : Receive(r) \/ FailWrite(r) \/ LeaveWriteInDoubt(r)) \/ World
Next        == System \/ Environment

Fairness == (\A r \in Requests : WF_vars(TaskStep(r))) /\ WF_vars(Collecting) /\ WF_vars(Restarting)

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
