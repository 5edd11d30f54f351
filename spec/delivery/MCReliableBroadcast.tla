-------------------------- MODULE MCReliableBroadcast --------------------------
(* The reliable broadcast, with its witnesses; bounds and budgets are in the configurations. *)
EXTENDS ReliableBroadcast, DeliveryWitnesses

WitnessExactlyOnceAtRest == reading /\ ~ENABLED System /\ handedUp # <<>> /\ (faults < MaxFaults \/ Byzantine)
================================================================================
