------------------------------- MODULE MCHandoff -------------------------------
(* The contract itself, checked on three items: small enough to read its graph. *)
EXTENDS Handoff

\* Witnesses: each must be reachable, or the properties above would say nothing.
WitnessDelivered   == \E i \in Items : status[i] = "delivered"
WitnessUndelivered == \E i \in Items : status[i] = "undelivered"
WitnessUnknownTaken == \E i \in Items : status[i] = "unknown" /\ taken[i] = 1
================================================================================
