----------------------------- MODULE Acknowledged ------------------------------
(******************************************************************************)
(* Option 2 without a retry: the coordinator waits until each component says  *)
(* that it has processed the commit.  A send that fails and an                *)
(* acknowledgement that cannot come any more are treated as the file treats   *)
(* every such error: expect(), a panic.                                       *)
(******************************************************************************)
EXTENDS FanOutAcknowledged

PanicOn(c) ==               \* expect(), on a send or on an acknowledgement, of a commit or of the stop signal
    /\ Channels!IsLost(c) \/ IsUnanswered(c)
    /\ Panic
--------------------------------------------------------------------------------
System ==
    \/ TakeCommand
    \/ \E c \in Components : SendCommit(c)
    \/ AwaitProcessed
    \/ \E c \in Components : SendStop(c)
    \/ \E c \in Components : AwaitStopped(c)
    \/ \E c \in Components : PanicOn(c)
    \/ \E c \in Components : Apply(c)
    \/ \E c \in Components : Acknowledge(c)
    \/ \E c \in Components : Stop(c)
    \/ RestartProcess

Next == System \/ Environment

CoordinatorStep ==
    \/ TakeCommand
    \/ \E c \in Components : SendCommit(c) \/ SendStop(c) \/ AwaitStopped(c) \/ PanicOn(c)
    \/ AwaitProcessed

Fairness ==                 \* as found
    /\ WF_vars(CoordinatorStep)
    /\ \A c \in Components : WF_vars(Apply(c) \/ Acknowledge(c) \/ Stop(c))
    /\ WF_vars(RestartProcess)

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
INSTANCE FanOutProperties WITH
    resting   <- ~ENABLED System,
    reported  <- {},                    \* the coordinator knows, and nobody is told
    addressed <- {c \in Components : channel[c] # <<>> \/ (coordinator.left # <<>> /\ Channels!IsServing(c))}
================================================================================
