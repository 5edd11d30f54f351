------------------------------ MODULE SharedLatest -----------------------------
(******************************************************************************)
(* Option 3 with a cell: the structure holds the latest notification, and its *)
(* version.  Latest is by arrival: a store replaces what is there, whatever   *)
(* its timestamp.  A component that is behind reads the cell as it is now.    *)
(* The versions between the last one that it saw and this one were            *)
(* overwritten, and it passes over them without noticing.  The rest is        *)
(* FanOutShared.                                                              *)
(******************************************************************************)
EXTENDS FanOutShared

Apply(c) ==                 \* linearizes at the read of the cell
    /\ IsBehind(c)
    /\ ReadVersion(c, Len(log))
--------------------------------------------------------------------------------
System == Rest \/ \E c \in Components : Apply(c)

Next == System \/ Environment

Fairness ==
    /\ WF_vars(CoordinatorStep)                                             \* the runtime polls a task that can go on
    /\ \A c \in Components : WF_vars(Apply(c) \/ SaveCursor(c) \/ Stop(c))  \* the same for each component's task
    /\ WF_vars(RestartProcess)                                              \* the supervisor is part of the policy "process"

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
INSTANCE FanOutProperties WITH
    resting   <- ~ENABLED System,
    reported  <- {},                    \* nothing is ever reported back
    addressed <- Addressed
================================================================================
