---------------------------- MODULE SharedCumulative ---------------------------
(******************************************************************************)
(* Option 3 with a list: the structure holds every notification ever          *)
(* published, in the order of arrival, and its version is its length.  A      *)
(* component that is behind reads the one that follows the last it saw, so    *)
(* that a slow one passes over nothing, and one that restarts finds what it   *)
(* missed.  Nobody waits for anybody, and nobody truncates.  The rest is      *)
(* FanOutShared.                                                              *)
(******************************************************************************)
EXTENDS FanOutShared

Apply(c) ==                 \* linearizes at the read of the list
    /\ IsBehind(c)
    /\ ReadVersion(c, seen[c] + 1)
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
