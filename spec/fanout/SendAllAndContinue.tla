-------------------------- MODULE SendAllAndContinue ---------------------------
(******************************************************************************)
(* Option 1 with `continue' in place of `return': send to all, and if any send  *)
(* has failed, log, and take the next command.  The coordinator outlives      *)
(* every component; a component that was not there when the commit was sent,  *)
(* or lost it with its channel, never gets it.                                *)
(******************************************************************************)
EXTENDS SendAll

\* join! waits for the others; once all have an outcome, go on, whether one has failed or not.
Outcome(c, mode) ==
    /\ coordinator' = IF Others(c) # <<>>
                      THEN [coordinator EXCEPT !.left = Others(c), !.mode = mode]
                      ELSE Idle("running")
    /\ UNCHANGED queue

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
