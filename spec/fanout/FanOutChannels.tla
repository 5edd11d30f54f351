----------------------------- MODULE FanOutChannels ----------------------------
(******************************************************************************)
(* The commit fan-out over channels: what the design as found shares with the *)
(* remedies that keep its coordinator.  notify() puts the notification into   *)
(* the coordinator's queue, without waiting, and says nothing.  A component   *)
(* reads its channel.  A shutdown is a command in the same queue.  How the    *)
(* coordinator brings a commit to the components is left to the designs.      *)
(*                                                                            *)
(* BG ignores a notification that is older than its own time as a whole, the  *)
(* batch list included.  PM honours the list and keeps its time, which is     *)
(* what Honour does.                                                          *)
(*                                                                            *)
(* The cited code has no restart of a component.  Where a scenario has one,   *)
(* it is the kindest imaginable: the new receiver is known to the coordinator *)
(* at once, and with Restart = "durable" every apply is saved in the same     *)
(* step.                                                                      *)
(******************************************************************************)
EXTENDS FanOutEnvironment

CONSTANTS
    QueueBound,     \* notifications that fit into the coordinator's queue (effectively unbounded in the cited code)
    ChannelBound    \* commands that fit into the channel to a component

ASSUME BoundsArePositive == QueueBound \in Nat \ {0} /\ ChannelBound \in Nat \ {0}

VARIABLES
    queue,          \* the coordinator's queue of commands
    channel,        \* channel[c]: commands sent to c and not yet read
    coordinator     \* its task: [mode, command in hand, components still to be served, awaiting an acknowledgement?]

vars == <<environment, queue, channel, coordinator>>

SendOrder  == <<"PC", "PM", "BG">>
StopSignal == 0                     \* the command that is no commit
Commands   == Commits \cup {StopSignal}
NoCommand  == <<>>                  \* otherwise the command in hand is <<command>>

Idle(mode) == [mode |-> mode, command |-> NoCommand, left |-> <<>>, awaiting |-> FALSE]

\* "failing": a send of the command in hand has failed, and the task goes on (in designs that survive it)
IsRunning == coordinator.mode \in {"running", "failing"}

TypeOK ==
    /\ EnvironmentTypeOK
    /\ Range(queue) \subseteq Commands
    /\ DOMAIN channel = Components
    /\ \A c \in Components : Range(channel[c]) \subseteq Commands /\ Len(channel[c]) <= ChannelBound
    /\ DOMAIN coordinator = {"mode", "command", "left", "awaiting"}
    /\ coordinator.mode \in {"running", "failing", "dead", "ended"}
    /\ Range(coordinator.command) \subseteq Commands
    /\ Range(coordinator.left) \subseteq Components
    /\ coordinator.awaiting \in BOOLEAN

Init ==
    /\ EnvironmentInit
    /\ queue = <<>>
    /\ channel = [c \in Components |-> <<>>]
    /\ coordinator = Idle("running")
--------------------------------------------------------------------------------
(* Panics.  The guards are the callers'.                                      *)

ExitProcess ==              \* the panic hook: exit before any unwinding; whatever is in memory is gone
    /\ process' = "down"
    /\ status' = AllDown
    /\ queue' = <<>>
    /\ channel' = [c \in Components |-> <<>>]
    /\ coordinator' = Idle("running")

\* The recovered history: every block that was committed, announced or not.
Ledger ==
    LET committed == {k \in Commits : answer[k] # "none"}
    IN  [i \in 1..Cardinality(committed) |->
            CHOOSE k \in committed : Cardinality({j \in committed : j < k}) = i - 1]

RestartProcess ==           \* the supervisor; every component starts from the ledger
    /\ process = "down"
    /\ process' = "up"
    /\ status' = [c \in Components |-> "up"]
    /\ state' = [c \in Components |-> HonourAll(c, Fresh(c), Ledger)]
    /\ log' = Ledger
    /\ UNCHANGED <<answer, shutdown, faults, queue, channel, coordinator>>
--------------------------------------------------------------------------------
(* The coordinator: QuorumStoreCoordinator::start                             *)

TakeCommand ==              \* linearizes at rx.next()
    /\ coordinator.mode = "running"
    /\ coordinator.command = NoCommand
    /\ queue # <<>>
    /\ coordinator' = [coordinator EXCEPT
            !.command = <<Head(queue)>>,
            !.left = IF Head(queue) = StopSignal THEN StopOrder ELSE SendOrder]
    /\ queue' = Tail(queue)
    /\ UNCHANGED <<environment, channel>>

IsServing(c) ==             \* c is next, and the coordinator is not waiting for an acknowledgement
    /\ coordinator.left # <<>>
    /\ Head(coordinator.left) = c
    /\ ~coordinator.awaiting

HasReceiver(c) == status[c] \in {"up", "hung"}

Served == LET left == Tail(coordinator.left)
          IN  IF left = <<>> THEN Idle("running") ELSE [coordinator EXCEPT !.left = left, !.awaiting = FALSE]

SendStop(c) ==              \* linearizes at the send of the stop signal to c; now wait for the acknowledgement
    /\ IsServing(c)
    /\ coordinator.command = <<StopSignal>>
    /\ HasReceiver(c)
    /\ Len(channel[c]) < ChannelBound
    /\ channel' = [channel EXCEPT ![c] = Append(@, StopSignal)]
    /\ coordinator' = [coordinator EXCEPT !.awaiting = TRUE]
    /\ UNCHANGED <<environment, queue>>

AwaitStopped(c) ==          \* linearizes at the oneshot's receipt; after the last one the loop ends, whatever is still queued
    /\ coordinator.awaiting
    /\ Head(coordinator.left) = c
    /\ status[c] = "stopped"
    /\ IF Tail(coordinator.left) = <<>>
       THEN coordinator' = Idle("ended") /\ shutdown' = "done"
       ELSE coordinator' = Served /\ UNCHANGED shutdown
    /\ UNCHANGED <<answer, log, status, state, process, faults, queue, channel>>

IsLost(c) ==                \* nobody receives from c's channel, or its acknowledgement can no longer come
    /\ coordinator.left # <<>>
    /\ Head(coordinator.left) = c
    /\ IF coordinator.awaiting
       THEN status[c] # "stopped" /\ StopSignal \notin Range(channel[c])
       ELSE ~HasReceiver(c)

Panic ==                    \* the coordinator's task panics
    /\ IF PanicPolicy = "process"
       THEN ExitProcess
       ELSE /\ coordinator' = Idle("dead")
            /\ queue' = <<>>
            /\ UNCHANGED <<process, status, channel>>
    /\ UNCHANGED <<answer, log, state, shutdown, faults>>
--------------------------------------------------------------------------------
(* The components.  To read a command and to act on it is one step: a crash   *)
(* between the two loses the command, as a crash before both does.            *)

Handle(c, s, k) == IF c = "BG" /\ s.time > k THEN s ELSE Honour(c, s, k)

Apply(c) ==                 \* handle_commit_notification, or the CommitNotification arm of the component's loop
    /\ status[c] = "up"
    /\ channel[c] # <<>>
    /\ Head(channel[c]) # StopSignal
    /\ state' = [state EXCEPT ![c] = Handle(c, @, Head(channel[c]))]
    /\ channel' = [channel EXCEPT ![c] = Tail(@)]
    /\ UNCHANGED <<answer, log, status, shutdown, process, faults, queue, coordinator>>

Stop(c) ==                  \* the Shutdown arm: acknowledge and leave the loop
    /\ status[c] = "up"
    /\ channel[c] # <<>>
    /\ Head(channel[c]) = StopSignal
    /\ status' = [status EXCEPT ![c] = "stopped"]
    /\ channel' = [channel EXCEPT ![c] = Tail(@)]
    /\ UNCHANGED <<answer, log, state, shutdown, process, faults, queue, coordinator>>
--------------------------------------------------------------------------------
(* The environment                                                            *)

Notify(k) ==                \* QuorumStoreCommitNotifier::notify; linearizes at try_send
    /\ MayNotify(k)
    /\ answer' = [answer EXCEPT ![k] = "silent"]
    /\ IF IsRunning /\ Len(queue) < QueueBound
       THEN queue' = Append(queue, k) /\ log' = Append(log, k)
       ELSE UNCHANGED <<queue, log>>
    /\ UNCHANGED <<status, state, shutdown, process, faults, channel, coordinator>>

RequestShutdown ==          \* the epoch manager's send, which waits for room; it panics when the coordinator is gone
    /\ MayRequestShutdown
    /\ IsRunning => Len(queue) < QueueBound
    /\ shutdown' = "requested"
    /\ queue' = IF IsRunning THEN Append(queue, StopSignal) ELSE queue
    /\ UNCHANGED <<answer, log, status, state, process, faults, channel, coordinator>>

Crash(c) ==                 \* the task ends and drops its receiver, with what is in the channel
    /\ MayFail(c, "crash")
    /\ faults' = faults + 1
    /\ IF PanicPolicy = "process"
       THEN ExitProcess
       ELSE /\ status' = [status EXCEPT ![c] = "down"]
            /\ channel' = [channel EXCEPT ![c] = <<>>]
            /\ UNCHANGED <<process, queue, coordinator>>
    /\ UNCHANGED <<answer, log, state, shutdown>>

RestartComponent(c) ==
    /\ MayRestart(c)
    /\ status' = [status EXCEPT ![c] = "up"]
    /\ state' = IF Restart = "durable" THEN state ELSE [state EXCEPT ![c] = Fresh(c)]
    /\ UNCHANGED <<answer, log, shutdown, process, faults, queue, channel, coordinator>>

Hang(c) ==                  \* it reads no more; its receiver stays
    /\ MayFail(c, "hang")
    /\ faults' = faults + 1
    /\ status' = [status EXCEPT ![c] = "hung"]
    /\ UNCHANGED <<answer, log, state, shutdown, process, queue, channel, coordinator>>

Resume(c) ==
    /\ MayResume(c)
    /\ status' = [status EXCEPT ![c] = "up"]
    /\ UNCHANGED <<answer, log, state, shutdown, process, faults, queue, channel, coordinator>>
--------------------------------------------------------------------------------
Environment ==
    \/ \E k \in Commits : Notify(k)
    \/ RequestShutdown
    \/ \E c \in Components : Crash(c)
    \/ \E c \in Components : RestartComponent(c)
    \/ \E c \in Components : Hang(c)
    \/ \E c \in Components : Resume(c)
--------------------------------------------------------------------------------
(* Refinement, item by item: the item <<k, c>> is commit k owed to c.         *)
(* Nobody is told anything in this design, so the mapping is generous: an     *)
(* offer that was dropped counts as refused, an item in c's channel as taken, *)
(* and its owner as told "delivered" once c has applied it.  When the process *)
(* has exited, the ledger has all that is owed.                               *)

ItemStatus(k, c) ==
    IF answer[k] = "none" THEN "new"
    ELSE IF k \notin Range(log) THEN "refused"
    ELSE IF k \in Range(state[c].applied) THEN "delivered"
    ELSE "accepted"

ItemTaken(k, c) ==
    IF k \in Range(log) /\ process = "down"
    THEN Later(1, Count(k, state[c].applied))
    ELSE Count(k, state[c].applied) + Count(k, channel[c])

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
