------------------------------ MODULE Persistence ------------------------------
(******************************************************************************)
(* The world of batch persistence, shared by every design: the requests that  *)
(* come from the network, the database and its disk, the certified time, the  *)
(* node that crashes and restarts, and the few words that all designs use.    *)
(*                                                                            *)
(* A request is a list of batches; the node runs one task per request.  A     *)
(* batch is a digest with an expiration.  It must end in the database and be  *)
(* signed (the signature goes to the author), and be announced to the proof   *)
(* manager; or its owner must be told why not.                                *)
(*                                                                            *)
(* Left out, and why that is sound:                                           *)
(*  - Contents: a digest stands for its batch, equal digests are equal bytes. *)
(*  - Authors but one: authors share neither quota nor digests, and a task,   *)
(*    the queue and the collector treat the digests of two authors as they    *)
(*    treat two digests of one.                                               *)
(*  - Time between commits: only the certified time is ever compared.  It     *)
(*    comes from the ledger, which recovers it, so it never goes back.        *)
(*  - Torn records: a write of the database is atomic; whether it happened    *)
(*    may be in doubt (LeaveWriteInDoubt), what it wrote may not.             *)
(*  - Loss between the node and the author: that is protocol `delivery`.      *)
(*  - The memory of the proof manager but for the current run: an             *)
(*    announcement binds the process that made it, and ends with it.          *)
(******************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Batches,          \* Batches[r]: the batches of request r, a sequence of [digest, expiration]; its domain is the set of requests
    Size,             \* Size[d]: how many bytes the batch with digest d takes
    BatchQuota,       \* how many batches the author may store
    ByteQuota,        \* how many bytes of them in the database
    MemoryQuota,      \* how many bytes of them in memory
    MaxTime,          \* the last certified time
    Grace,            \* how long a batch is kept after it expired, for peers that lag
    PanicPolicy,      \* what a panic ends: "task" (only the task) or "process" (the whole process)
    WriteFailures,    \* how many database writes fail without effect
    WritesInDoubt,    \* how many database writes fail but take effect
    DeleteFailures,   \* how many deletions from the database fail
    Crashes,          \* how often the process dies
    PowerLosses       \* how often the machine loses power

Requests == DOMAIN Batches
Items    == UNION {{r} \X DOMAIN Batches[r] : r \in Requests}     \* item <<r, i>> is batch i of request r
Digest(x)     == Batches[x[1]][x[2]].digest
Expiration(x) == Batches[x[1]][x[2]].expiration
Digests       == {Digest(x) : x \in Items}
Expirations   == {Expiration(x) : x \in Items}

ASSUME BatchesAreBatches == /\ Requests \subseteq Nat \ {0}
                            /\ \A r \in Requests : Len(Batches[r]) > 0
                            /\ Digests \subseteq Nat /\ Expirations \subseteq Nat \ {0}
ASSUME SizesAreBytes     == \A d \in Digests : Size[d] \in Nat \ {0}
ASSUME QuotasAreNumbers  == {BatchQuota, ByteQuota, MemoryQuota} \subseteq Nat /\ MemoryQuota <= ByteQuota
ASSUME TimesAreNumbers   == {MaxTime, Grace} \subseteq Nat
ASSUME PolicyIsKnown     == PanicPolicy \in {"task", "process"}
ASSUME BudgetsAreNumbers == {WriteFailures, WritesInDoubt, DeleteFailures, Crashes, PowerLosses} \subseteq Nat

VARIABLES
    time,             \* the certified time
    db,               \* db[d]: the expiration of d's record as the database answers now, 0 if it has none
    disk,             \* disk[d]: the same as it would be after a power loss
    cache,            \* cache[d]: [expiration, payload]; expiration 0 if d is not cached, payload FALSE if only its metadata is
    queue,            \* the expiration queue: pairs <<expiration, digest>>
    used,             \* what the author is charged: [batches, bytes, memory]
    collector,        \* the collector: [pc, due (taken from the queue), evicted (gone from the cache), charge (to free)]
    task,             \* task[r]: [pc, batch], where the task of request r is, and with which of its batches
    signed,           \* signed[r]: the batches of r that its task has signed
    taken,            \* taken[x]: how often a signature of item x has left the node
    announced,        \* announced[x]: "no", or what the batch was when announced: "stored" or "notStored"
    outcome,          \* outcome[x]: what the owner of item x knows
    node,             \* "up", "down", or "refused" (to start)
    faults            \* how many faults of each kind may still happen

vars == <<time, db, disk, cache, queue, used, collector, task, signed, taken, announced, outcome, node, faults>>

\* What the owner may know of an item; a negative outcome is named by its reason.
Pending     == {"new", "accepted"}
Refused     == {"expired", "overQuota", "nodeStopped"}            \* never begun
Undelivered == {"writeFailed"}                                    \* begun, and nothing of it is left
Unknown     == {"nodeCrashed"}                                    \* begun, and its signature may be out
Outcomes    == Pending \cup Refused \cup Undelivered \cup Unknown \cup {"delivered"}

\* Where a task is between two batches or not at all; the other places are its design's.
Away == {"new", "done", "dead", "lost"}

Absent   == [expiration |-> 0, payload |-> FALSE]
NoCharge == [batches |-> 0, bytes |-> 0, memory |-> 0]
Idle     == [pc |-> "idle", due |-> {}, evicted |-> {}, charge |-> NoCharge]
--------------------------------------------------------------------------------
(* Quota arithmetic. *)
Charge(d, payload) == [batches |-> 1, bytes |-> Size[d], memory |-> IF payload THEN Size[d] ELSE 0]
Plus(a, b)  == [k \in DOMAIN a |-> a[k] + b[k]]
Minus(a, b) == [k \in DOMAIN a |-> a[k] - b[k]]

FitsStore(d)  == used.batches < BatchQuota /\ used.bytes + Size[d] <= ByteQuota
FitsMemory(d) == used.memory + Size[d] <= MemoryQuota

RECURSIVE Bytes(_)
Bytes(ds) == IF ds = {} THEN 0 ELSE LET d == CHOOSE d \in ds : TRUE IN Size[d] + Bytes(ds \ {d})

(* The batch that the task of r is at. *)
Item(r)   == <<r, task[r].batch>>
IsLast(r) == task[r].batch = Len(Batches[r])

At(r, pc)    == node = "up" /\ task[r].pc = pc
GoTo(r, pc)  == task' = [task EXCEPT ![r].pc = pc]
GoOn(r, pc, end) == task' = [task EXCEPT ![r] = IF IsLast(r) THEN [pc |-> end, batch |-> 1]
                                                            ELSE [pc |-> pc, batch |-> @.batch + 1]]

Stored(d)  == db[d] # 0
Expired(e) == e <= time
--------------------------------------------------------------------------------
TypeOK ==
    /\ time \in 0..MaxTime
    /\ db \in [Digests -> {0} \cup Expirations] /\ disk \in [Digests -> {0} \cup Expirations]
    /\ cache \in [Digests -> [expiration : {0} \cup Expirations, payload : BOOLEAN]]
    /\ queue \subseteq Expirations \X Digests
    /\ used \in [batches : 0..BatchQuota, bytes : 0..ByteQuota, memory : 0..MemoryQuota]
    /\ DOMAIN collector = DOMAIN Idle
    /\ collector.due \subseteq Digests /\ collector.evicted \subseteq Digests
    /\ \A r \in Requests : task[r].batch \in DOMAIN Batches[r] /\ signed[r] \subseteq DOMAIN Batches[r]
    /\ taken \in [Items -> Nat]
    /\ announced \in [Items -> {"no", "stored", "notStored"}]
    /\ outcome \in [Items -> Outcomes]
    /\ node \in {"up", "down", "refused"}
    /\ \A k \in DOMAIN faults : faults[k] \in Nat

Init ==
    /\ time = 0
    /\ db = [d \in Digests |-> 0] /\ disk = db
    /\ cache = [d \in Digests |-> Absent] /\ queue = {} /\ used = NoCharge /\ collector = Idle
    /\ task = [r \in Requests |-> [pc |-> "new", batch |-> 1]]
    /\ signed = [r \in Requests |-> {}]
    /\ taken = [x \in Items |-> 0]
    /\ announced = [x \in Items |-> "no"]
    /\ outcome = [x \in Items |-> "new"]
    /\ node = "up"
    /\ faults = [write |-> WriteFailures, doubt |-> WritesInDoubt, delete |-> DeleteFailures,
                 crash |-> Crashes, power |-> PowerLosses]

Spend(kind) == faults[kind] > 0 /\ faults' = [faults EXCEPT ![kind] = @ - 1]
--------------------------------------------------------------------------------
(* ENVIRONMENT, the same for every design *)

Receive(r) ==         \* a message with batches arrives, and a task is spawned for it
    /\ At(r, "new")
    /\ GoTo(r, "check")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, announced, outcome, node, faults>>

AdvanceTime(t) ==     \* a commit certifies a later time; commits come one at a time, and wait for the collector
    /\ node = "up" /\ collector.pc = "idle"
    /\ t > time
    /\ time' = t
    /\ UNCHANGED <<db, disk, cache, queue, used, collector, task, signed, taken, announced, outcome, node, faults>>

Flush ==              \* the operating system writes back what was not synced; nobody can tell unless the power may yet fail
    /\ faults.power > 0
    /\ disk # db
    /\ disk' = db
    /\ UNCHANGED <<time, db, cache, queue, used, collector, task, signed, taken, announced, outcome, node, faults>>

\* The process is gone, and all that was only in its memory.  The task that brought it down (if one did) is "dead", the others "lost".
Lost(culprit) == {r \in Requests : task[r].pc \notin {"new", "done"}} \ culprit
LoseMemory(culprit) ==
    /\ node' = "down"
    /\ cache' = [d \in Digests |-> Absent] /\ queue' = {} /\ used' = NoCharge /\ collector' = Idle
    /\ task' = [r \in Requests |-> CASE r \in culprit       -> [pc |-> "dead", batch |-> 1]
                                     [] r \in Lost(culprit) -> [pc |-> "lost", batch |-> 1]
                                     [] OTHER               -> task[r]]
    /\ signed' = [r \in Requests |-> IF r \in Lost(culprit) THEN {} ELSE signed[r]]
    /\ announced' = [x \in Items |-> "no"]
    /\ UNCHANGED <<time, taken, outcome>>

Crash ==              \* the process is killed: the database keeps what was written
    /\ node = "up"
    /\ Spend("crash")
    /\ LoseMemory({})
    /\ UNCHANGED <<db, disk>>

LosePower ==          \* the machine loses power: the database falls back to what was synced
    /\ node = "up"
    /\ Spend("power")
    /\ db' = disk
    /\ LoseMemory({})
    /\ UNCHANGED disk
--------------------------------------------------------------------------------
(* RESTART.  A process that died is no silent failure: the connection to it   *)
(* breaks, so whoever waits for it learns that it is gone.  The owners are    *)
(* told one by one and before the restart; they and the restarting node do    *)
(* not meet, so the order is immaterial, and fixing it saves states.          *)

Ended == {r \in Requests : task[r].pc \in {"lost", "dead"}}

TellLost(r) ==        \* the owner of the first pending batch of a lost task learns of the crash
    LET waiting == {i \in DOMAIN Batches[r] : outcome[<<r, i>>] \in Pending}
        first   == CHOOSE i \in waiting : \A j \in waiting : i <= j
    IN  /\ node = "down"
        /\ r \in Ended /\ \A q \in Ended : r <= q
        /\ outcome' = [outcome EXCEPT ![<<r, first>>] = IF @ = "new" THEN "nodeStopped" ELSE "nodeCrashed"]
        /\ IF waiting = {first} THEN GoTo(r, "done") /\ signed' = [signed EXCEPT ![r] = {}]
                                ELSE UNCHANGED <<task, signed>>
        /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, taken, announced, node, faults>>

\* A node that starts on the records of ds charges and caches them; the smallest digests stay in memory.
Suffices(ds) == Cardinality(ds) <= BatchQuota /\ Bytes(ds) <= ByteQuota
InMemory(ds) == {d \in ds : Bytes({c \in ds : c <= d}) <= MemoryQuota}
Load(ds) ==
    /\ cache' = [d \in Digests |-> IF d \in ds THEN [expiration |-> db[d], payload |-> d \in InMemory(ds)] ELSE Absent]
    /\ queue' = {<<db[d], d>> : d \in ds}
    /\ used' = [batches |-> Cardinality(ds), bytes |-> Bytes(ds), memory |-> Bytes(InMemory(ds))]

MayRestart == node = "down" /\ Ended = {}
================================================================================
