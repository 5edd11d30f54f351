----------------------- MODULE MCReliableBroadcastVotes ------------------------
(* Votes over a reliable broadcast, with their witnesses. *)
EXTENDS ReliableBroadcastVotes

WitnessTypeOK      == voted # {} /\ inFlight # {}
WitnessQuorumForms == Cardinality(voted) >= Quorum /\ quorum = {} /\ (faults < MaxFaults \/ Faulty # {})
WitnessRoundEnds   == (\E c \in Correct : round[c] = "voting") /\ voted # {} /\ (faults < MaxFaults \/ Faulty # {})
================================================================================
