----------------------------- MODULE MCCatchPanic ------------------------------
(* The models of CatchPanic; configurations and bounds are those of MCAsFound. *)
EXTENDS CatchPanic, MCScenarios, PersistenceClaims
================================================================================
