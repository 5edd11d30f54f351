---------------------------- MODULE MCAsFoundVotes -----------------------------
(* Votes with their witnesses. *)
EXTENDS AsFoundVotes

WitnessTypeOK      == voted # {} /\ inFlight # {}
WitnessQuorumForms == Cardinality(voted) >= Quorum /\ quorum = {} /\ (faults < MaxFaults \/ Faulty # {})
WitnessRoundEnds   == (\E c \in Correct : round[c] = "voting") /\ voted # {} /\ (faults < MaxFaults \/ Faulty # {})
================================================================================
