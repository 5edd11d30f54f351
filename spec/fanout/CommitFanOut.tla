----------------------------- MODULE CommitFanOut ------------------------------
(******************************************************************************)
(* The commit fan-out, done soundly.                                          *)
(*                                                                            *)
(* notify() appends to a bounded log and answers.  Nobody sends anything to   *)
(* anybody: each component reads the log at its own position, applies the     *)
(* entry (a commit that its state already contains is skipped) and saves its  *)
(* state, and only then moves its durable cursor.  Moving the cursor is the   *)
(* acknowledgement.  Entries that every attached component has acknowledged   *)
(* are truncated.                                                             *)
(*                                                                            *)
(* A component that is declared failed is detached: the log no longer waits   *)
(* for it, and the owner is told "unknown" for what it owes.  If it comes     *)
(* back and the log still has what it needs, it rejoins where it is;          *)
(* otherwise it takes over a snapshot first.  A component without durable     *)
(* state always starts from a snapshot.                                       *)
(*                                                                            *)
(* A shutdown refuses new commits, lets every component drain, and stops them *)
(* in order.                                                                  *)
(*                                                                            *)
(* Left out: how components learn of new entries (a wake-up carries nothing,  *)
(* fairness stands for it); snapshots at rest (the snapshot is the log's own  *)
(* effect, folded at each append, so there is one for the log's end at any    *)
(* time); the moment between a new state in memory and its saving (a durable  *)
(* component lets nobody see the one before the other is done, and a crash    *)
(* there leaves what a crash before the apply leaves).                        *)
(******************************************************************************)
EXTENDS FanOutEnvironment

CONSTANT
    LogBound        \* entries that the log holds before it refuses

ASSUME LogBoundIsPositive == LogBound \in Nat \ {0}

VARIABLES
    fate,           \* fate[k][c]: the receipt of commit k for component c
    cursor,         \* cursor[c]: durable; entries that c has acknowledged
    attached,       \* the components for which the log waits
    position        \* position[c]: in memory; entries that c has read

vars == <<environment, fate, cursor, attached, position>>

(* The slowest durable cursor of those for whom the log waits.  The log's     *)
(* entries are those after it; what is before it is kept here only to say     *)
(* what was there.                                                            *)
Base ==
    LET cursors == {cursor[c] : c \in attached} \cup {Len(log)}
    IN  CHOOSE n \in cursors : \A m \in cursors : n <= m

TypeOK ==
    /\ EnvironmentTypeOK
    /\ fate \in [Commits -> [Components -> {"new", "refused", "accepted", "delivered", "unknown"}]]
    /\ cursor \in [Components -> 0..Len(log)]
    /\ attached \subseteq Components
    /\ position \in [Components -> 0..Len(log)]
    /\ \A c \in Components : cursor[c] <= position[c]
    /\ Len(log) - Base <= LogBound

Init ==
    /\ EnvironmentInit
    /\ fate = [k \in Commits |-> [c \in Components |-> "new"]]
    /\ cursor = [c \in Components |-> 0]
    /\ attached = Components
    /\ position = [c \in Components |-> 0]
--------------------------------------------------------------------------------
(* The log                                                                    *)

Snapshot(c) == HonourAll(c, Fresh(c), log)

Acknowledged(c, n) ==       \* the receipts once c has acknowledged the first n entries
    [k \in Commits |-> [fate[k] EXCEPT ![c] =
        IF @ = "accepted" /\ k \in {log[i] : i \in 1..n} THEN "delivered" ELSE @]]

Owes(c) == \E k \in Commits : fate[k][c] = "accepted"

Notify(k) ==                \* linearizes at CommitLog.append, under the log's lock
    /\ MayNotify(k)
    /\ LET verdict == IF shutdown = "running" /\ Len(log) - Base < LogBound THEN "accepted" ELSE "refused"
       IN  /\ answer' = [answer EXCEPT ![k] = verdict]
           /\ fate' = [fate EXCEPT ![k] = [c \in Components |-> verdict]]
           /\ log' = IF verdict = "accepted" THEN Append(log, k) ELSE log
    /\ UNCHANGED <<status, state, shutdown, process, faults, cursor, attached, position>>
--------------------------------------------------------------------------------
(* A component: one entry at a time.  Between Apply and SaveCursor a crash    *)
(* makes it read the entry again.                                             *)

Apply(c) ==                 \* linearizes where the new state becomes c's: at the store's synced write if it has one, else in memory
    /\ status[c] = "up"
    /\ c \in attached
    /\ position[c] = cursor[c]
    /\ position[c] < Len(log)
    /\ position[c] >= Base  \* the next entry is still there
    /\ LET k == log[position[c] + 1]
       IN  state' = [state EXCEPT ![c] = IF k \in Range(@.applied) THEN @ ELSE Honour(c, @, k)]
    /\ position' = [position EXCEPT ![c] = @ + 1]
    /\ UNCHANGED <<answer, log, status, shutdown, process, faults, fate, cursor, attached>>

SaveCursor(c) ==            \* linearizes at the durable write of the cursor, under the log's lock; completes the receipts
    /\ status[c] = "up"
    /\ c \in attached
    /\ position[c] > cursor[c]
    /\ cursor' = [cursor EXCEPT ![c] = position[c]]
    /\ fate' = Acknowledged(c, position[c])
    /\ UNCHANGED <<answer, log, status, state, shutdown, process, faults, attached, position>>

Resynchronise(c) ==         \* linearizes at the copy of the snapshot, under the log's lock
    /\ \/ status[c] = "starting"
       \/ status[c] = "up" /\ c \notin attached /\ position[c] < Base
    /\ status' = [status EXCEPT ![c] = "up"]
    /\ state' = [state EXCEPT ![c] = Snapshot(c)]
    /\ position' = [position EXCEPT ![c] = Len(log)]
    /\ UNCHANGED <<answer, log, shutdown, process, faults, fate, cursor, attached>>

Rejoin(c) ==                \* SaveCursor for one that was detached: only if the log still has what follows
    /\ status[c] = "up"
    /\ c \notin attached
    /\ position[c] >= Base
    /\ attached' = attached \cup {c}
    /\ cursor' = [cursor EXCEPT ![c] = position[c]]
    /\ fate' = Acknowledged(c, position[c])
    /\ UNCHANGED <<answer, log, status, state, shutdown, process, faults, position>>
--------------------------------------------------------------------------------
(* The coordinator                                                            *)

Detach(c) ==                \* a deadline has passed; linearizes under the log's lock; completes the receipts
    /\ process = "up"
    /\ status[c] \in {"down", "hung"}
    /\ Owes(c) \/ (shutdown = "requested" /\ c \in attached)
    /\ attached' = attached \ {c}
    /\ fate' = [k \in Commits |-> [fate[k] EXCEPT ![c] = IF @ = "accepted" THEN "unknown" ELSE @]]
    /\ UNCHANGED <<environment, cursor, position>>

IsOut(c) ==                 \* stopped in order, or given up and its receipts completed
    \/ status[c] = "stopped"
    \/ status[c] \in {"down", "hung"} /\ c \notin attached /\ ~Owes(c)

IsBefore(d, c) == \E i, j \in DOMAIN StopOrder : StopOrder[i] = d /\ StopOrder[j] = c /\ i < j

Stop(c) ==                  \* c's turn has come and it has drained; linearizes at its acknowledgement
    /\ shutdown = "requested"
    /\ status[c] = "up"
    /\ c \in attached
    /\ cursor[c] = Len(log)
    /\ \A d \in Components : IsBefore(d, c) => IsOut(d)
    /\ status' = [status EXCEPT ![c] = "stopped"]
    /\ UNCHANGED <<answer, log, state, shutdown, process, faults, fate, cursor, attached, position>>

FinishShutdown ==           \* linearizes at the completion of the requester's future
    /\ shutdown = "requested"
    /\ \A c \in Components : IsOut(c)
    /\ shutdown' = "done"
    /\ UNCHANGED <<answer, log, status, state, process, faults, fate, cursor, attached, position>>

Restarted == IF Restart = "durable" THEN "up" ELSE "starting"

RestartProcess ==           \* the supervisor; log and cursors are read again from the ledger and the store
    /\ process = "down"
    /\ process' = "up"
    /\ status' = [c \in Components |-> Restarted]
    /\ UNCHANGED <<answer, log, state, shutdown, faults, fate, cursor, attached, position>>
--------------------------------------------------------------------------------
(* The environment                                                            *)

RequestShutdown ==
    /\ MayRequestShutdown
    /\ shutdown' = "requested"
    /\ UNCHANGED <<answer, log, status, state, process, faults, fate, cursor, attached, position>>

(* The position was in memory.  A durable state outlives the crash; a volatile *)
(* one is gone, and what `state' still says is read by no action until the     *)
(* snapshot replaces it.                                                       *)
Crash(c) ==
    /\ MayFail(c, "crash")
    /\ faults' = faults + 1
    /\ LET dead == IF PanicPolicy = "process" THEN Components ELSE {c}
       IN  /\ status' = [d \in Components |-> IF d \in dead THEN "down" ELSE status[d]]
           /\ position' = [d \in Components |-> IF d \in dead THEN cursor[d] ELSE position[d]]
    /\ process' = IF PanicPolicy = "process" THEN "down" ELSE process
    /\ UNCHANGED <<answer, log, state, shutdown, fate, cursor, attached>>

RestartComponent(c) ==
    /\ MayRestart(c)
    /\ status' = [status EXCEPT ![c] = Restarted]
    /\ UNCHANGED <<answer, log, state, shutdown, process, faults, fate, cursor, attached, position>>

Hang(c) ==
    /\ MayFail(c, "hang")
    /\ faults' = faults + 1
    /\ status' = [status EXCEPT ![c] = "hung"]
    /\ UNCHANGED <<answer, log, state, shutdown, process, fate, cursor, attached, position>>

Resume(c) ==
    /\ MayResume(c)
    /\ status' = [status EXCEPT ![c] = "up"]
    /\ UNCHANGED <<answer, log, state, shutdown, process, faults, fate, cursor, attached, position>>
--------------------------------------------------------------------------------
System ==
    \/ \E c \in Components : Apply(c)
    \/ \E c \in Components : SaveCursor(c)
    \/ \E c \in Components : Resynchronise(c)
    \/ \E c \in Components : Rejoin(c)
    \/ \E c \in Components : Detach(c)
    \/ \E c \in Components : Stop(c)
    \/ FinishShutdown
    \/ RestartProcess

Environment ==
    \/ \E k \in Commits : Notify(k)
    \/ RequestShutdown
    \/ \E c \in Components : Crash(c)
    \/ \E c \in Components : RestartComponent(c)
    \/ \E c \in Components : Hang(c)
    \/ \E c \in Components : Resume(c)

Next == System \/ Environment

ComponentStep(c) ==
    Apply(c) \/ SaveCursor(c) \/ Resynchronise(c) \/ Rejoin(c) \/ Stop(c)

Fairness ==
    /\ \A c \in Components : WF_vars(ComponentStep(c))  \* a component that is up and can go on does
    /\ \A c \in Components : WF_vars(Detach(c))         \* a deadline passes at last
    /\ WF_vars(FinishShutdown)                          \* the coordinator's task goes on
    /\ WF_vars(RestartProcess)                          \* the supervisor is part of the policy "process"

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
INSTANCE FanOutProperties WITH
    resting   <- ~ENABLED System,
    reported  <- {<<k, c>> \in Commits \X Components : fate[k][c] = "unknown"},
    addressed <- {c \in attached : cursor[c] < Len(log)}
--------------------------------------------------------------------------------
(* Refinement, item by item: the item <<k, c>> is commit k owed to c.  Its    *)
(* status is the receipt.  It is taken as often as c's state contains it: a   *)
(* durable state is never lost, and a volatile one is replaced by a snapshot  *)
(* that contains it.  The promise of "delivered" is that c has it.            *)

H(k, c) == INSTANCE Handoff WITH
    Items  <- {<<k, c>>},
    status <- [i \in {<<k, c>>} |-> fate[k][c]],
    taken  <- [i \in {<<k, c>>} |-> Count(k, state[c].applied)],
    kept   <- {i \in {<<k, c>>} : fate[k][c] = "delivered" /\ k \in Range(state[c].applied)}

\* All that the mapping reads: a step that leaves it as it is, is a step of no item.
mapped == <<fate, [c \in Components |-> state[c].applied]>>

RefinesHandoff ==
    /\ \A k \in Commits, c \in Components : H(k, c)!Init
    /\ [][\A k \in Commits, c \in Components : UNCHANGED H(k, c)!vars \/ H(k, c)!Next]_mapped
    /\ \A k \in Commits, c \in Components : H(k, c)!Told
================================================================================
