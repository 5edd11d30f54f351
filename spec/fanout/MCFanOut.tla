-------------------------------- MODULE MCFanOut -------------------------------
(* What the bounded models of all designs share: the commits, their expiry,   *)
(* and witnesses.  WitnessRefinesHandoff is each design's own.                *)
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences

CONSTANTS Commits, Components, CommitCount

VARIABLES
    answer, log, status, state, shutdown,   \* as in FanOutEnvironment
    resting                                 \* as in FanOutProperties

MCCommits == 1..CommitCount

\* Batch 0, which is never committed, expires at the second commit.  No other
\* batch expires within the bound: an expiry would hide a batch that got stuck.
MCExpiry == [b \in 0..CommitCount |-> IF b = 0 THEN 2 ELSE CommitCount + 1]
--------------------------------------------------------------------------------
(* Witnesses: states in which a property has something to say.                *)

LOCAL Range(s)    == {s[i] : i \in DOMAIN s}
LOCAL IsUp(c)     == status[c] = "up"
LOCAL Knows(c, k) == k \in Range(state[c].applied)

\* a live component has applied a commit that another live one has not yet
WitnessAllOrNone ==
    \E k \in Commits, c, d \in Components : IsUp(c) /\ IsUp(d) /\ Knows(d, k) /\ ~Knows(c, k)

\* at rest, at least two live components have applied a commit
WitnessNoDisagreement ==
    /\ resting
    /\ \E k \in Commits, c, d \in Components : c # d /\ IsUp(c) /\ IsUp(d) /\ Knows(c, k)

\* some offer was accepted and another was not
WitnessHonestNotify ==
    \E j, k \in Commits : j \in Range(log) /\ answer[k] # "none" /\ k \notin Range(log)

\* a commit was accepted, and a component that could apply it has not done so yet
WitnessAcceptedIsApplied ==
    \E k \in Range(log), c \in Components : IsUp(c) /\ ~Knows(c, k)

\* the caller trusts that a commit is in good hands while its batch is in progress
WitnessNoStuckBatch ==
    \E k \in Commits :
        answer[k] \in {"accepted", "silent"} /\ IsUp("BG") /\ k \in state["BG"].batches

\* at rest, PM is live, and both a committed and an expired proof have gone
WitnessBackpressureIsCurrent ==
    /\ resting
    /\ IsUp("PM") /\ 0 \notin state["PM"].batches /\ \E k \in Commits : Knows("PM", k)

\* a component has applied two commits
WitnessInOrderOnce == \E c \in Components : IsUp(c) /\ Len(state[c].applied) >= 2

\* a component with a time is about to come back, or to apply an older commit
WitnessTimestampMonotonic ==
    \E c \in Components :
        \/ status[c] \in {"down", "starting"} /\ state[c].time > 0
        \/ IsUp(c) /\ \E k \in Range(log) : k < state[c].time /\ ~Knows(c, k)

\* a shutdown was requested while commits are still owed
WitnessShutdownTerminates ==
    shutdown = "requested" /\ \E k \in Range(log), c \in Components : ~Knows(c, k)

\* one component has stopped, and another has not
WitnessNoSendToStopped ==
    \E c, d \in Components : status[c] = "stopped" /\ status[d] # "stopped"

\* a shutdown has come to rest, and commits had been accepted
WitnessShutdownLosesNothing == shutdown # "running" /\ resting /\ log # <<>>
================================================================================
