---------------------- MODULE MCCatchPanicAndReturnError -----------------------
(* The models of CatchPanicAndReturnError; configurations and bounds are those of MCAsFound. *)
EXTENDS CatchPanicAndReturnError, MCScenarios
================================================================================
