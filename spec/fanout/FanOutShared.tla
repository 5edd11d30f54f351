------------------------------ MODULE FanOutShared -----------------------------
(******************************************************************************)
(* The commit fan-out by a shared versioned structure: what SharedLatest and  *)
(* SharedCumulative have in common.  notify() publishes the next version of   *)
(* the structure, and nobody sends a commit to anybody.  A component whose    *)
(* last seen version is lower reads, and handles what it reads exactly as it  *)
(* handles a notification as found.  `log' is all that was ever published:    *)
(* version n is log[n].  What a component reads is left to the designs.       *)
(*                                                                            *)
(* The remedy is one sentence without code, so these are decisions:           *)
(*                                                                            *)
(*  - A publication replaces or appends; it waits for nobody, cannot fail,    *)
(*    asks nobody whether someone still reads, and notify() returns nothing,  *)
(*    as before.  There is no notify queue left, so none can be full.         *)
(*  - The ordered shutdown stays as found: the coordinator sends stop signals *)
(*    over the channels.  A component waits for a newer version and for its   *)
(*    channel at once and takes either, without preference.  Over one channel *)
(*    a stop signal could not overtake a commit; here nothing orders the two. *)
(*  - The last seen version is a local variable of the component.  With       *)
(*    Restart = "durable" it is saved as well, a step after the state, and    *)
(*    the handlers, as found, do not ask whether they have had a commit       *)
(*    before.  Without durable state it starts at version 0, with nothing.    *)
(*  - The structure lives in the process.  It survives a component and dies   *)
(*    with the process; the ledger then gives the components their state and  *)
(*    the structure its first versions.                                       *)
(*                                                                            *)
(* Left out: how a reader learns of a new version (fairness stands for it);   *)
(* torn reads (the structure is atomic); memory (nobody truncates the list,   *)
(* and no property counts it).                                                *)
(******************************************************************************)
EXTENDS FanOutEnvironment

CONSTANTS
    QueueBound,     \* as in FanOutChannels; only the shutdown command is ever in the queue
    ChannelBound    \* as in FanOutChannels; only a stop signal is ever in a channel

VARIABLES
    queue,          \* the coordinator's, as in FanOutChannels
    channel,
    coordinator,
    seen,           \* seen[c]: in memory; the version that c read last
    cursor          \* cursor[c]: durable; the last saved value of seen[c] (0 without durable state)

messages == <<queue, channel, coordinator>>

vars == <<environment, messages, seen, cursor>>

Channels == INSTANCE FanOutChannels         \* the coordinator, its ordered shutdown, and the faults

Versions == 0..Len(log)

TypeOK ==
    /\ Channels!TypeOK
    /\ Range(queue) \subseteq {Channels!StopSignal}
    /\ \A c \in Components : Range(channel[c]) \subseteq {Channels!StopSignal}
    /\ seen \in [Components -> Versions]
    /\ cursor \in [Components -> Versions]

Init ==
    /\ Channels!Init
    /\ seen = [c \in Components |-> 0]
    /\ cursor = [c \in Components |-> 0]
--------------------------------------------------------------------------------
(* The structure and its readers                                              *)

Notify(k) ==                \* linearizes at the store of the new version
    /\ MayNotify(k)
    /\ answer' = [answer EXCEPT ![k] = "silent"]
    /\ log' = Append(log, k)
    /\ UNCHANGED <<status, state, shutdown, process, faults, messages, seen, cursor>>

IsBehind(c) == seen[c] < Len(log)

ReadVersion(c, n) ==        \* c handles version n; as found, to read and to act on it is one step
    /\ status[c] = "up"
    /\ Restart = "durable" => cursor[c] = seen[c]
    /\ state' = [state EXCEPT ![c] = Channels!Handle(c, @, log[n])]
    /\ seen' = [seen EXCEPT ![c] = n]
    /\ UNCHANGED <<answer, log, status, shutdown, process, faults, messages, cursor>>

SaveCursor(c) ==            \* linearizes at the write of the version; the state was saved with the apply
    /\ Restart = "durable"
    /\ status[c] = "up"
    /\ cursor[c] # seen[c]
    /\ cursor' = [cursor EXCEPT ![c] = seen[c]]
    /\ UNCHANGED <<environment, messages, seen>>
--------------------------------------------------------------------------------
(* As found                                                                   *)

TakeCommand     == Channels!TakeCommand     /\ UNCHANGED <<seen, cursor>>
SendStop(c)     == Channels!SendStop(c)     /\ UNCHANGED <<seen, cursor>>
AwaitStopped(c) == Channels!AwaitStopped(c) /\ UNCHANGED <<seen, cursor>>
Stop(c)         == Channels!Stop(c)         /\ UNCHANGED <<seen, cursor>>
PanicOn(c)      == Channels!IsLost(c) /\ Channels!Panic /\ UNCHANGED <<seen, cursor>>

RequestShutdown == Channels!RequestShutdown /\ UNCHANGED <<seen, cursor>>
Hang(c)         == Channels!Hang(c)         /\ UNCHANGED <<seen, cursor>>
Resume(c)       == Channels!Resume(c)       /\ UNCHANGED <<seen, cursor>>
RestartComponent(c) == Channels!RestartComponent(c) /\ UNCHANGED <<seen, cursor>>

Crash(c) ==                 \* what was in memory is gone; the component will go on behind the saved version
    /\ Channels!Crash(c)
    /\ seen' = [d \in Components |-> IF status'[d] = "down" THEN cursor[d] ELSE seen[d]]
    /\ UNCHANGED cursor

RestartProcess ==           \* the components contain the ledger, and the structure starts behind it
    /\ Channels!RestartProcess
    /\ seen' = [c \in Components |-> Len(log')]
    /\ cursor' = [c \in Components |-> IF Restart = "durable" THEN Len(log') ELSE 0]
--------------------------------------------------------------------------------
(* The next-state relation, but for the designs' Apply.                       *)

CoordinatorStep ==
    TakeCommand \/ \E c \in Components : SendStop(c) \/ AwaitStopped(c) \/ PanicOn(c)

Rest ==
    \/ CoordinatorStep
    \/ \E c \in Components : SaveCursor(c)
    \/ \E c \in Components : Stop(c)
    \/ RestartProcess

Environment ==
    \/ \E k \in Commits : Notify(k)
    \/ RequestShutdown
    \/ \E c \in Components : Crash(c)
    \/ \E c \in Components : RestartComponent(c)
    \/ \E c \in Components : Hang(c)
    \/ \E c \in Components : Resume(c)
--------------------------------------------------------------------------------
\* The components for which a version or a stop signal lies unread: a version is for all of them.
Addressed == {c \in Components : IsBehind(c) \/ channel[c] # <<>>}

(* The generous mapping of the design as found: an item is told "delivered"   *)
(* once c's state contains it.  No channel holds an item here, so one read    *)
(* takes it and tells its owner: Take and then Tell, two steps of the         *)
(* contract in one of the design.                                             *)

TakeThenTell(k, c) ==
    /\ Channels!ItemStatus(k, c) = "accepted"
    /\ Channels!ItemTaken(k, c) = 0
    /\ Channels!ItemStatus(k, c)' = "delivered"
    /\ Channels!ItemTaken(k, c)' = 1

RefinesHandoff ==
    /\ \A k \in Commits, c \in Components : Channels!H(k, c)!Init
    /\ [][\A k \in Commits, c \in Components :
            UNCHANGED Channels!H(k, c)!vars \/ Channels!H(k, c)!Next \/ TakeThenTell(k, c)]_vars
    /\ \A k \in Commits, c \in Components : Channels!H(k, c)!Told
================================================================================
