------------------------------ MODULE MCReference -------------------------------
(* The reference session with its witnesses; bounds and budgets are in the configurations. *)
EXTENDS PeerDelivery, DeliveryWitnesses

WitnessExactlyOnceAtRest == reading /\ ~ENABLED System /\ handedUp # <<>> /\ (faults < MaxFaults \/ Byzantine)
================================================================================
