----------------------------- MODULE MCReturnError -----------------------------
(* The models of ReturnError; configurations and bounds are those of MCAsFound. *)
EXTENDS ReturnError, MCScenarios
================================================================================
