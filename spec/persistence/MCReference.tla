------------------------------ MODULE MCReference ------------------------------
(* The models of the reference design.  Bounds and faults are in their configurations. *)
EXTENDS BatchPersistence, MCScenarios

WitnessRules == \E r \in Requests : task[r].pc = "remove" /\ Stored(Digest(Item(r)))
================================================================================
