------------------------- MODULE MCRetrySameConnection -------------------------
(* The retry on the same sink, with its witnesses; bounds and budgets are in the configurations. *)
EXTENDS RetrySameConnection, DeliveryWitnesses

WitnessExactlyOnceAtRest == reading /\ ~ENABLED System /\ handedUp # <<>> /\ (faults < MaxFaults \/ Byzantine)
================================================================================
