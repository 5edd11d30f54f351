--------------------------- MODULE FanOutAcknowledged --------------------------
(******************************************************************************)
(* What the two designs of option 2 share.  The option is one sentence, so    *)
(* these are decisions:                                                       *)
(*                                                                            *)
(*  - The commit command carries a oneshot channel, as the stop signal does   *)
(*    in the code as found.  A component first acts on the commit, then       *)
(*    acknowledges, then reads on.  It acknowledges what it has handled: BG   *)
(*    also a notification that it ignored.                                    *)
(*  - The coordinator sends to PC, PM and BG in turn, as found, then waits    *)
(*    for the three acknowledgements, in any order, before it takes the next  *)
(*    command.  So a component never has two commits to handle.               *)
(*  - It waits without a deadline.  An acknowledgement of a component that    *)
(*    hangs does not come.  One of a component that is gone cannot come, and  *)
(*    the coordinator learns that, as the sender of the oneshot is dropped.   *)
(*  - notify() answers as little as before: the acknowledgements are the      *)
(*    coordinator's.                                                          *)
(*                                                                            *)
(* To send an acknowledgement and to receive it is one step: what has been    *)
(* sent outlives its sender.  What a failed send or a lost acknowledgement    *)
(* leads to is left to the designs.                                           *)
(******************************************************************************)
EXTENDS FanOutEnvironment

CONSTANTS
    QueueBound,     \* as in FanOutChannels
    ChannelBound

VARIABLES
    queue,          \* as in FanOutChannels
    channel,
    coordinator,
    due,            \* the components that have handled a commit and not yet acknowledged it
    acknowledged    \* the pairs <<commit, component>> that were acknowledged to the coordinator

vars == <<environment, queue, channel, coordinator, due, acknowledged>>

acknowledgements == <<due, acknowledged>>

Channels == INSTANCE FanOutChannels

StopSignal == Channels!StopSignal

TypeOK ==
    /\ Channels!TypeOK
    /\ due \subseteq Components
    /\ acknowledged \subseteq Commits \X Components

Init ==
    /\ Channels!Init
    /\ due = {}
    /\ acknowledged = {}
--------------------------------------------------------------------------------
(* The coordinator                                                            *)

TakeCommand     == Channels!TakeCommand     /\ UNCHANGED acknowledgements
SendStop(c)     == Channels!SendStop(c)     /\ UNCHANGED acknowledgements
AwaitStopped(c) == Channels!AwaitStopped(c) /\ UNCHANGED acknowledgements

IsSending(c) == coordinator.command # <<StopSignal>> /\ Channels!IsServing(c)

PassedOn == [coordinator EXCEPT !.left = Tail(@)]

Send(c) ==
    /\ Channels!HasReceiver(c)
    /\ Len(channel[c]) < ChannelBound
    /\ channel' = [channel EXCEPT ![c] = Append(@, coordinator.command[1])]
    /\ UNCHANGED <<environment, queue, acknowledgements>>

SendCommit(c) ==            \* linearizes at the send to c's channel
    /\ IsSending(c)
    /\ Send(c)
    /\ coordinator' = PassedOn

IsWaiting ==                \* the commit in hand was sent to all
    /\ coordinator.command \notin {<<>>, <<StopSignal>>}
    /\ coordinator.left = <<>>

AwaitProcessed ==           \* linearizes where the last acknowledgement is received
    /\ IsWaiting
    /\ \A c \in Components : <<coordinator.command[1], c>> \in acknowledged
    /\ coordinator' = Channels!Idle("running")
    /\ UNCHANGED <<environment, queue, channel, acknowledgements>>

IsUnanswered(c) ==          \* c's acknowledgement can no longer come
    /\ IsWaiting
    /\ <<coordinator.command[1], c>> \notin acknowledged
    /\ c \notin due
    /\ channel[c] = <<>>
--------------------------------------------------------------------------------
(* The components                                                             *)

Apply(c) ==                 \* the commit's effect; the acknowledgement is due from now on
    /\ c \notin due
    /\ Channels!Apply(c)
    /\ due' = due \cup {c}
    /\ UNCHANGED acknowledged

Acknowledge(c) ==           \* linearizes at the send into the oneshot; without a coordinator it goes nowhere
    /\ status[c] = "up"
    /\ c \in due
    /\ due' = due \ {c}
    /\ acknowledged' =
        IF coordinator.command = <<>> THEN acknowledged ELSE acknowledged \cup {<<coordinator.command[1], c>>}
    /\ UNCHANGED <<environment, queue, channel, coordinator>>

Stop(c) ==
    /\ c \notin due
    /\ Channels!Stop(c)
    /\ UNCHANGED acknowledgements
--------------------------------------------------------------------------------
(* Panics, the supervisor and the environment                                 *)

Panic ==                    \* the guards are the callers'
    /\ Channels!Panic
    /\ due' = IF PanicPolicy = "process" THEN {} ELSE due
    /\ UNCHANGED acknowledged

RestartProcess ==           \* what was recovered from the ledger needs no acknowledgement any more
    /\ Channels!RestartProcess
    /\ acknowledged' = Range(Channels!Ledger) \X Components
    /\ UNCHANGED due

Crash(c) ==                 \* the acknowledgement that is due is dropped with the task
    /\ Channels!Crash(c)
    /\ due' = IF PanicPolicy = "process" THEN {} ELSE due \ {c}
    /\ UNCHANGED acknowledged

Notify(k)           == Channels!Notify(k)           /\ UNCHANGED acknowledgements
RequestShutdown     == Channels!RequestShutdown     /\ UNCHANGED acknowledgements
RestartComponent(c) == Channels!RestartComponent(c) /\ UNCHANGED acknowledgements
Hang(c)             == Channels!Hang(c)             /\ UNCHANGED acknowledgements
Resume(c)           == Channels!Resume(c)           /\ UNCHANGED acknowledgements

Environment ==
    \/ \E k \in Commits : Notify(k)
    \/ RequestShutdown
    \/ \E c \in Components : Crash(c)
    \/ \E c \in Components : RestartComponent(c)
    \/ \E c \in Components : Hang(c)
    \/ \E c \in Components : Resume(c)
--------------------------------------------------------------------------------
(* Refinement, item by item, as in FanOutChannels, but here an owner is told: *)
(* the item <<k, c>> is taken as often as c has applied commit k, and told    *)
(* "delivered" once c has acknowledged it to the coordinator.                 *)

ItemStatus(k, c) ==
    IF answer[k] = "none" THEN "new"
    ELSE IF k \notin Range(log) THEN "refused"
    ELSE IF <<k, c>> \in acknowledged THEN "delivered"
    ELSE "accepted"

ItemTaken(k, c) ==
    LET n == Count(k, state[c].applied)
    IN  IF k \in Range(log) /\ process = "down" THEN Later(1, n) ELSE n

H(k, c) == INSTANCE Handoff WITH
    Items  <- {<<k, c>>},
    status <- [i \in {<<k, c>>} |-> ItemStatus(k, c)],
    taken  <- [i \in {<<k, c>>} |-> ItemTaken(k, c)],
    kept   <- {i \in {<<k, c>>} : ItemStatus(k, c) = "delivered"}

RefinesHandoff ==
    /\ \A k \in Commits, c \in Components : H(k, c)!Init
    /\ [][\A k \in Commits, c \in Components : UNCHANGED H(k, c)!vars \/ H(k, c)!Next]_vars
    /\ \A k \in Commits, c \in Components : H(k, c)!Told
================================================================================
