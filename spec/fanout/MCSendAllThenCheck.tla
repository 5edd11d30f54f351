-------------------------- MODULE MCSendAllThenCheck ---------------------------
(* SendAllThenCheck, bounded.  The numbers are in the .cfg of each scenario,  *)
(* see MCAsFound.                                                             *)
EXTENDS SendAllThenCheck

CONSTANT CommitCount

INSTANCE MCFanOut WITH resting <- ~ENABLED System

\* an item lies in a component's channel, neither applied nor reported
WitnessRefinesHandoff ==
    \E k \in Range(log), c \in Components : k \in Range(channel[c])
================================================================================
