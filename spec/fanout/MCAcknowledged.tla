---------------------------- MODULE MCAcknowledged -----------------------------
(* Acknowledged, bounded.  The numbers are in the .cfg of each scenario,      *)
(* see MCAsFound.                                                             *)
EXTENDS Acknowledged

CONSTANT CommitCount

INSTANCE MCFanOut WITH resting <- ~ENABLED System

\* a component has applied an item and not yet acknowledged it
WitnessRefinesHandoff ==
    \E k \in Range(log), c \in Components : k \in Range(state[c].applied) /\ <<k, c>> \notin acknowledged
================================================================================
