--------------------------- MODULE FanOutEnvironment ---------------------------
(******************************************************************************)
(* What every design of the commit fan-out has in common: the commits that    *)
(* execution announces, the three components and what a notification does to  *)
(* one, and the faults.                                                       *)
(*                                                                            *)
(* A commit is named by its block timestamp, and carries one batch that has   *)
(* the same name.  Batch 0 is never committed; it can only expire.  One batch *)
(* a commit is enough: a notification's batch list is honoured or ignored as  *)
(* a whole in every design.                                                   *)
(*                                                                            *)
(*   PC  ProofCoordinator   books a batch as committed; has no clock          *)
(*   PM  ProofManager       drops committed and expired proofs, publishes     *)
(*                          backpressure, which counts the proofs that remain *)
(*   BG  BatchGenerator     drops committed and expired batches in progress   *)
(*                                                                            *)
(* Left out: new batches and proofs (they only enlarge the sets that a commit *)
(* must shrink, so all are there from the start, and a component that lost    *)
(* its state is sent all of them again by its peers); the network listener    *)
(* and the remote batch coordinators (no notification goes to them, and they  *)
(* stop before anything that is modelled); clocks (a deadline is a step that  *)
(* may happen at any time, and happens at last).                              *)
(******************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Commits,        \* 1..n, the commits in ledger order, each named by its timestamp
    Expiry,         \* Expiry[b]: batch b has expired once a component's time is at least this
    OutOfOrder,     \* may notifications overtake each other? (state sync races with execution)
    MayShutDown,    \* may an epoch change request a shutdown?
    FaultKinds,     \* the faults that happen to components: a subset of {"crash", "hang"}
    MaxFaults,      \* faults stop some day: nothing is promised under crashes for ever
    Restart,        \* what a crashed component comes back with: "none" (it does not), "volatile" (nothing), "durable" (its saved state)
    PanicPolicy     \* who dies of a panic: "task" (the task alone) or "process" (all; a supervisor starts the process again)

Components == {"PC", "PM", "BG"}
StopOrder  == <<"BG", "PC", "PM">>      \* of the ordered shutdown: senders before receivers
Batches    == Commits \cup {0}

ASSUME CommitsAreNumbered == Commits # {} /\ Commits = 1..Cardinality(Commits)
ASSUME ExpiryIsTotal      == Expiry \in [Batches -> Nat]
ASSUME SwitchesAreBoolean == {OutOfOrder, MayShutDown} \subseteq BOOLEAN
ASSUME FaultsAreKnown     == FaultKinds \subseteq {"crash", "hang"} /\ MaxFaults \in Nat
ASSUME RestartIsKnown     == Restart \in {"none", "volatile", "durable"}
ASSUME PolicyIsKnown      == PanicPolicy \in {"task", "process"}

VARIABLES
    answer,         \* answer[k]: what the caller of notify(k) got: "none" (no call yet), "silent" (it returned), "accepted", "refused"
    log,            \* the accepted commits, in the order of their acceptance
    status,         \* status[c]: "up", "hung", "down", "starting" (restarted, has no state yet, serves nobody), "stopped" (in order)
    state,          \* state[c]: what c has; of one that is down or starting, what its last incarnation had
    shutdown,       \* "running", "requested", "done"
    process,        \* "up", "down"
    faults          \* faults so far

environment == <<answer, log, status, state, shutdown, process, faults>>
--------------------------------------------------------------------------------
(* The state of a component.  `applied' lists the commits whose effect it     *)
(* contains, in the order in which they took effect; a list and not a set, or *)
(* a double delivery would hide.                                              *)

ComponentStates ==
    [applied : Seq(Commits), batches : SUBSET Batches, time : Nat, pressure : Nat]

Pressure(c, batches) == IF c = "PM" THEN Cardinality(batches) ELSE 0

Fresh(c) ==                 \* a component that knows of no commit
    [applied |-> <<>>, batches |-> Batches, time |-> 0, pressure |-> Pressure(c, Batches)]

Later(a, b) == IF a > b THEN a ELSE b

Unexpired(batches, time) == {b \in batches : Expiry[b] > time}

(* Commit k honoured in full: its batch goes, whatever its timestamp; the time *)
(* is the latest ever seen; what has expired by then goes; PM recounts.        *)
Honour(c, s, k) ==
    LET time == IF c = "PC" THEN 0 ELSE Later(s.time, k)
        left == Unexpired(s.batches \ {k}, time)
    IN  [applied |-> Append(s.applied, k), batches |-> left, time |-> time, pressure |-> Pressure(c, left)]

Range(s) == {s[i] : i \in DOMAIN s}

(* A sequence of commits honoured, one after the other.  Not written as that: *)
(* a batch that one of them drops is dropped in the end, and what has expired *)
(* by then has by the latest of their times.  (A recursion costs TLC time     *)
(* exponential in the length where it evaluates ENABLED.)                     *)
HonourAll(c, s, commits) ==
    LET latest == CHOOSE k \in Range(commits) : \A j \in Range(commits) : j <= k
        time   == IF c = "PC" THEN 0 ELSE Later(s.time, latest)
        left   == Unexpired(s.batches \ Range(commits), time)
    IN  IF commits = <<>> THEN s
        ELSE [applied |-> s.applied \o commits, batches |-> left, time |-> time, pressure |-> Pressure(c, left)]

Count(k, s) == Cardinality({i \in DOMAIN s : s[i] = k})
--------------------------------------------------------------------------------
EnvironmentTypeOK ==
    /\ answer \in [Commits -> {"none", "silent", "accepted", "refused"}]
    /\ Range(log) \subseteq Commits /\ Len(log) <= Cardinality(Commits)
    /\ status \in [Components -> {"up", "hung", "down", "starting", "stopped"}]
    /\ DOMAIN state = Components
    /\ \A c \in Components :
        /\ DOMAIN state[c] = {"applied", "batches", "time", "pressure"}
        /\ Range(state[c].applied) \subseteq Commits
        /\ state[c].batches \subseteq Batches
        /\ state[c].time \in Commits \cup {0}
        /\ state[c].pressure \in 0..Cardinality(Batches)
    /\ shutdown \in {"running", "requested", "done"}
    /\ process \in {"up", "down"}
    /\ faults \in 0..MaxFaults

EnvironmentInit ==
    /\ answer = [k \in Commits |-> "none"]
    /\ log = <<>>
    /\ status = [c \in Components |-> "up"]
    /\ state = [c \in Components |-> Fresh(c)]
    /\ shutdown = "running"
    /\ process = "up"
    /\ faults = 0
--------------------------------------------------------------------------------
(* When the environment may act.  What a design does about it is the design's. *)

MayNotify(k) ==             \* execution runs in the process; it announces a commit once
    /\ process = "up"
    /\ answer[k] = "none"
    /\ OutOfOrder \/ \A j \in Commits : j < k => answer[j] # "none"

MayFail(c, kind) ==
    /\ kind \in FaultKinds
    /\ faults < MaxFaults
    /\ status[c] \in {"up", "starting"}

MayRestart(c) ==
    /\ Restart # "none"
    /\ process = "up"
    /\ status[c] = "down"
    /\ shutdown # "done"

MayResume(c) ==
    /\ status[c] = "hung"
    /\ shutdown # "done"

MayRequestShutdown ==
    /\ MayShutDown
    /\ process = "up"
    /\ shutdown = "running"

AllDown == [c \in Components |-> "down"]
================================================================================
