--------------------------- MODULE FanOutProperties ----------------------------
(******************************************************************************)
(* What a commit fan-out must guarantee.  The same operators judge every      *)
(* design.  A design imports them with                                        *)
(*                                                                            *)
(*     INSTANCE FanOutProperties WITH resting <- ..., reported <- ...,        *)
(*                                    addressed <- ...                        *)
(*                                                                            *)
(* and the other names are those of FanOutEnvironment.                        *)
(*                                                                            *)
(* In what sense: NoDisagreement, BackpressureIsCurrent and                   *)
(* ShutdownLosesNothing speak of states at rest, in which the design has no   *)
(* step left to take (what it has not done by then it never does, unless the  *)
(* environment acts).  HonestNotify, InOrderOnce and NoSendToStopped speak of *)
(* every state, TimestampMonotonic of every step, the others of "eventually": *)
(* an obligation, once there, stays until it is met, so "P leads to Q for all *)
(* items" is written []<>(P => Q for all items), "again and again nothing is  *)
(* owed".  As faults stop some day the two say the same, and TLC decides the  *)
(* second without a tableau.                                                  *)
(******************************************************************************)
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE FiniteSets

CONSTANTS Commits, Components, Expiry

VARIABLES
    answer, log, status, state, shutdown,   \* as in FanOutEnvironment
    resting,        \* the design has no step left to take
    reported,       \* the pairs <<commit, component>> that were reported back as not, or perhaps not, applied
    addressed       \* the components to which something is being sent, or lies unread

LOCAL Live(c)     == status[c] = "up"
LOCAL Failed(c)   == status[c] \in {"down", "hung"}
LOCAL Accepted(k) == \E i \in DOMAIN log : log[i] = k
LOCAL Has(c, k)   == \E i \in DOMAIN state[c].applied : state[c].applied[i] = k

\* A component has applied what its state contains, while there is someone to have it.
LOCAL Applied(c, k) == status[c] \in {"up", "stopped"} /\ Has(c, k)

\* The caller has reason to think that k is in good hands.  Silence is consent.
\* A refused commit is in the caller's hands: it knows, and has to offer it again.
LOCAL HandedOver(k) == answer[k] \in {"accepted", "silent"}
--------------------------------------------------------------------------------
\* If a component has applied a commit, every component that stays up or restarts
\* applies it at last.  One that is down or hung is excused while it is; that the
\* one that has applied it crashed since is no excuse for the others.
AllOrNone ==
    []<>(\A k \in Commits : (\E d \in Components : Has(d, k)) =>
            \A c \in Components : Applied(c, k) \/ Failed(c))

\* At rest, live components have applied the same commits.
NoDisagreement ==
    \/ \A c, d \in Components : Live(c) /\ Live(d) =>
            \A k \in Commits : Has(c, k) <=> Has(d, k)
    \/ ~resting

\* The caller can tell an accepted notification from one that was not.
\* "Silent" is good enough for as long as everything is in fact accepted.
HonestNotify ==
    \A k \in Commits : answer[k] # "none" => (Accepted(k) <=> HandedOver(k))

\* Every component applies an accepted notification at last, unless it is down
\* or hung, or the caller is told.  To be stopped in order is no excuse.
AcceptedIsApplied ==
    []<>(\A k \in Commits, c \in Components : Accepted(k) =>
            Applied(c, k) \/ Failed(c) \/ <<k, c>> \in reported)

\* A committed batch leaves BG's batches in progress at last; until it does, its
\* transactions cannot be pulled again.
NoStuckBatch ==
    []<>(\A k \in Commits : HandedOver(k) =>
            \/ status["BG"] \in {"down", "hung", "stopped"}
            \/ Live("BG") /\ k \notin state["BG"].batches)

\* At rest, PM keeps no proof that is committed or expired, and its backpressure
\* counts what it keeps.  Expired: at the time of a commit that was handed over.
BackpressureIsCurrent ==
    \/ /\ \A b \in state["PM"].batches, k \in Commits :
              HandedOver(k) => b # k /\ Expiry[b] > k
       /\ state["PM"].pressure = Cardinality(state["PM"].batches)
    \/ ~Live("PM")
    \/ ~resting

\* Each component applies every commit once, in log order: what its state
\* contains is the beginning of the log, without a gap and without a repetition.
\* (That the whole log follows is AcceptedIsApplied.)
InOrderOnce ==
    \A c \in Components : Live(c) =>
        /\ Len(state[c].applied) <= Len(log)
        /\ \A i \in DOMAIN state[c].applied : state[c].applied[i] = log[i]

\* A published timestamp never goes back.  A component publishes the time in its
\* state, from the moment it has it.  One that is down or starting publishes
\* nothing; whoever read the last value remembers it, so the first value after a
\* restart must not be lower.  (`state' keeps the last incarnation's until then.)
TimestampMonotonic ==
    [][\A c \in Components : state'[c].time >= state[c].time]_state

\* A requested shutdown comes to its end, and the requester is told.
ShutdownTerminates ==
    []<>(shutdown # "requested")

\* Nothing is sent to a component that was stopped in order, or lies unread with it.
NoSendToStopped ==
    \A c \in addressed : status[c] # "stopped"

\* When the requester of a shutdown is told that it is done, or when it has come
\* to rest otherwise, each accepted notification was applied by each component,
\* or reported back.
ShutdownLosesNothing ==
    \/ \A k \in Commits, c \in Components :
           Accepted(k) => Has(c, k) \/ <<k, c>> \in reported
    \/ shutdown = "running"
    \/ shutdown = "requested" /\ ~resting
================================================================================
