----------------------- MODULE MCReliableBroadcastDedup ------------------------
(* The reliable broadcast that deduplicates, with its witnesses; bounds and budgets are in the configurations. *)
EXTENDS ReliableBroadcastDedup, DeliveryWitnesses

WitnessExactlyOnceAtRest == reading /\ ~ENABLED System /\ handedUp # <<>> /\ (faults < MaxFaults \/ Byzantine)
================================================================================
