--------------------------- MODULE MCCloseBothHalves ---------------------------
(* The writer that ends the connection, with its witnesses; bounds and budgets are in the configurations. *)
EXTENDS CloseBothHalves, DeliveryWitnesses, DeliveryClaims

WitnessExactlyOnceAtRest == reading /\ ~ENABLED System /\ handedUp # <<>> /\ (faults < MaxFaults \/ Byzantine)
================================================================================
