---------------------------- MODULE MCVoteQuorum -----------------------------
(* Votes with their witnesses. *)
EXTENDS VoteQuorum

WitnessTypeOK      == voted # {} /\ inFlight # {}
WitnessQuorumForms == Cardinality(voted) >= Quorum /\ quorum = {} /\ (faults < MaxFaults \/ Faulty # {})
WitnessRoundEnds   == (\E c \in Correct : round[c] = "voting") /\ voted # {} /\ (faults < MaxFaults \/ Faulty # {})
================================================================================
