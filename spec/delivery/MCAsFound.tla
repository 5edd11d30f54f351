------------------------------- MODULE MCAsFound --------------------------------
(* The design as found with its witnesses; bounds and budgets are in the configurations. *)
EXTENDS AsFound, DeliveryWitnesses, DeliveryClaims

WitnessExactlyOnceAtRest == reading /\ ~ENABLED System /\ handedUp # <<>> /\ (faults < MaxFaults \/ Byzantine)
================================================================================
