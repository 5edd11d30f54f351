---------------------------- MODULE MCCloseOnError -----------------------------
(* The writer that leaves its loop, with its witnesses; bounds and budgets are in the configurations. *)
EXTENDS CloseOnError, DeliveryWitnesses, DeliveryClaims

WitnessExactlyOnceAtRest == reading /\ ~ENABLED System /\ handedUp # <<>> /\ (faults < MaxFaults \/ Byzantine)
================================================================================
