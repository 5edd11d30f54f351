-------------------------------- MODULE AsFound --------------------------------
(******************************************************************************)
(* The commit fan-out as found.  The coordinator takes one command at a time  *)
(* and sends it to PC, PM and BG, one after the other, waiting while a        *)
(* channel is full.  A send fails only when the receiver is gone; then the    *)
(* coordinator panics.  The rest is FanOutChannels.                           *)
(******************************************************************************)
EXTENDS FanOutChannels

SendCommit(c) ==            \* linearizes at the send to c's channel, which waits for room
    /\ IsServing(c)
    /\ coordinator.command # <<StopSignal>>
    /\ HasReceiver(c)
    /\ Len(channel[c]) < ChannelBound
    /\ channel' = [channel EXCEPT ![c] = Append(@, coordinator.command[1])]
    /\ coordinator' = Served
    /\ UNCHANGED <<environment, queue>>

PanicOn(c) ==               \* expect(), on a send or on an acknowledgement
    /\ IsLost(c)
    /\ Panic
--------------------------------------------------------------------------------
System ==
    \/ TakeCommand
    \/ \E c \in Components : SendCommit(c)
    \/ \E c \in Components : SendStop(c)
    \/ \E c \in Components : AwaitStopped(c)
    \/ \E c \in Components : PanicOn(c)
    \/ \E c \in Components : Apply(c)
    \/ \E c \in Components : Stop(c)
    \/ RestartProcess

Next == System \/ Environment

CoordinatorStep ==
    TakeCommand \/ \E c \in Components : SendCommit(c) \/ SendStop(c) \/ AwaitStopped(c) \/ PanicOn(c)

Fairness ==
    /\ WF_vars(CoordinatorStep)                                     \* the runtime polls a task that can go on
    /\ \A c \in Components : WF_vars(Apply(c) \/ Stop(c))           \* the same for each component's task
    /\ WF_vars(RestartProcess)                                      \* the supervisor is part of the policy "process"

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
INSTANCE FanOutProperties WITH
    resting   <- ~ENABLED System,
    reported  <- {},                    \* nothing is ever reported back
    addressed <- {c \in Components : channel[c] # <<>> \/ (coordinator.left # <<>> /\ IsServing(c))}
================================================================================
