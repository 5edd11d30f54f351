--------------------------- MODULE MCRetryFreshSink ----------------------------
(* The retry with a fresh sink, with its witnesses; bounds and budgets are in the configurations. *)
EXTENDS RetryFreshSink, DeliveryWitnesses

WitnessExactlyOnceAtRest == reading /\ ~ENABLED System /\ handedUp # <<>> /\ (faults < MaxFaults \/ Byzantine)
================================================================================
