------------------------------ MODULE RemedySteps ------------------------------
(* What more than one remedy makes of the steps as found.                     *)
EXTENDS AsFoundSteps

\* Second fix, in persist_inner: no panic, a log line, a counter, and None in place of a signature.
ReturnNone(r) ==
    /\ GiveUp(r)
    /\ UNCHANGED <<time, cache, queue, used, collector, taken, announced, outcome, node>>

\* First fix, in the task: the announcement has moved into the arm of the match that has something to send.
WarnOfNothing(r) ==           \* nothing was signed: a log line, a counter, no announcement
    /\ At(r, "announce")
    /\ signed[r] = {}
    /\ task' = [task EXCEPT ![r] = [pc |-> "done", batch |-> 1]]
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, announced, outcome, node, faults>>
================================================================================
