------------------------- MODULE AcknowledgedWithRetry -------------------------
(******************************************************************************)
(* Option 2 with a retry: as Acknowledged, but a commit that was lost on its  *)
(* way to a component, or whose acknowledgement was, is sent to it again once *)
(* it has restarted.  A failed send is left to the retry, and the coordinator *)
(* goes on to the next component, so that one that is gone does not keep the  *)
(* commit from the others.  Only the commit in hand is sent again, as the     *)
(* coordinator remembers no other.  Whether the component has applied it is   *)
(* not known (the acknowledgement may have been lost), and components, as     *)
(* found, do not ask.  The shutdown is as found, with its panics.             *)
(******************************************************************************)
EXTENDS FanOutAcknowledged

PassOver(c) ==               \* the send finds the receiver gone; the retry will see to it
    /\ IsSending(c)
    /\ ~Channels!HasReceiver(c)
    /\ coordinator' = PassedOn
    /\ UNCHANGED <<environment, queue, channel, acknowledgements>>

Resend(c) ==                \* linearizes at the send to the new incarnation's channel
    /\ IsUnanswered(c)
    /\ Send(c)
    /\ UNCHANGED coordinator

PanicOn(c) ==               \* expect(), in the shutdown only
    /\ coordinator.command = <<StopSignal>>
    /\ Channels!IsLost(c)
    /\ Panic
--------------------------------------------------------------------------------
System ==
    \/ TakeCommand
    \/ \E c \in Components : SendCommit(c)
    \/ \E c \in Components : PassOver(c)
    \/ \E c \in Components : Resend(c)
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
    \/ \E c \in Components : SendCommit(c) \/ PassOver(c) \/ Resend(c) \/ SendStop(c) \/ AwaitStopped(c) \/ PanicOn(c)
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
