-------------------------------- MODULE SendAll --------------------------------
(******************************************************************************)
(* What the two readings of option 1 share: the coordinator starts the sends  *)
(* to PC, PM and BG together and waits for all of them (futures::join!).      *)
(* Each send is done when its own channel has room, so they may be done in    *)
(* any order.  One that finds no receiver fails, and the others go on: join!  *)
(* does not give up at the first error.  Only when all three have an outcome  *)
(* does the coordinator look at the errors.  What it does then is left to the *)
(* designs.                                                                   *)
(*                                                                            *)
(* The option calls this a two-phase commit.  Its second phase only looks;    *)
(* nothing is prepared, taken back or sent again.  The shutdown, with its     *)
(* panics, is as found.                                                       *)
(******************************************************************************)
EXTENDS FanOutChannels

IsSending(c) == coordinator.command # <<StopSignal>> /\ c \in Range(coordinator.left)

Others(c) == SelectSeq(coordinator.left, LAMBDA d : d # c)      \* sends that have no outcome yet, but c's

Send(c) ==                  \* linearizes at the send to c's channel, which waits for room
    /\ IsSending(c)
    /\ HasReceiver(c)
    /\ Len(channel[c]) < ChannelBound
    /\ channel' = [channel EXCEPT ![c] = Append(@, coordinator.command[1])]
    /\ UNCHANGED environment

FailToSend(c) ==            \* linearizes where the send finds the receiver gone; the commit is lost for c
    /\ IsSending(c)
    /\ ~HasReceiver(c)
    /\ UNCHANGED <<environment, channel>>

PanicOn(c) ==               \* expect(), in the shutdown only
    /\ coordinator.command = <<StopSignal>>
    /\ IsLost(c)
    /\ Panic
================================================================================
