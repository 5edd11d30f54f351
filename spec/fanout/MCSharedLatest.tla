---------------------------- MODULE MCSharedLatest -----------------------------
(* SharedLatest, bounded.  The numbers are in the .cfg of each scenario, see  *)
(* MCAsFound.                                                                 *)
EXTENDS SharedLatest

CONSTANT CommitCount

INSTANCE MCFanOut WITH resting <- ~ENABLED System

\* an item was published, and a component that is up has neither applied it nor passed over it yet
WitnessRefinesHandoff ==
    \E k \in Range(log), c \in Components :
        status[c] = "up" /\ k \notin Range(state[c].applied) /\ k \notin {log[i] : i \in 1..seen[c]}
================================================================================
