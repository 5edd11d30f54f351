--------------------------- MODULE SendAllThenCheck ----------------------------
(******************************************************************************)
(* Option 1 exactly as its code is written: send to all, and if any send has  *)
(* failed, log and `return'.  The arm stands inside the loop of the           *)
(* coordinator's start(), and nothing between the two is a function of its    *)
(* own, so `return' does not skip a commit.  It leaves start(): the task ends *)
(* without a panic and drops its queue, as after a shutdown, and every later  *)
(* notify() fails and says nothing.  That the comment there speaks of a       *)
(* recovery changes nothing; the code has none.                               *)
(******************************************************************************)
EXTENDS SendAll

\* join! waits for the others; once all have an outcome, go on, or, if one has failed, return.
Outcome(c, mode) ==
    IF Others(c) # <<>>
    THEN coordinator' = [coordinator EXCEPT !.left = Others(c), !.mode = mode] /\ UNCHANGED queue
    ELSE IF mode = "running"
    THEN coordinator' = Idle("running") /\ UNCHANGED queue
    ELSE coordinator' = Idle("ended") /\ queue' = <<>>

SendCommit(c) == Send(c) /\ Outcome(c, coordinator.mode)

LoseCommit(c) == FailToSend(c) /\ Outcome(c, "failing")
--------------------------------------------------------------------------------
System ==
    \/ TakeCommand
    \/ \E c \in Components : SendCommit(c)
    \/ \E c \in Components : LoseCommit(c)
    \/ \E c \in Components : SendStop(c)
    \/ \E c \in Components : AwaitStopped(c)
    \/ \E c \in Components : PanicOn(c)
    \/ \E c \in Components : Apply(c)
    \/ \E c \in Components : Stop(c)
    \/ RestartProcess

Next == System \/ Environment

CoordinatorStep ==
    \/ TakeCommand
    \/ \E c \in Components : SendCommit(c) \/ LoseCommit(c) \/ SendStop(c) \/ AwaitStopped(c) \/ PanicOn(c)

Fairness ==                 \* as found
    /\ WF_vars(CoordinatorStep)
    /\ \A c \in Components : WF_vars(Apply(c) \/ Stop(c))
    /\ WF_vars(RestartProcess)

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
INSTANCE FanOutProperties WITH
    resting   <- ~ENABLED System,
    reported  <- {},                    \* an error is logged, and nobody is told
    addressed <- {c \in Components :
                    channel[c] # <<>> \/ IsSending(c) \/ (coordinator.left # <<>> /\ IsServing(c))}
================================================================================
