--------------------------- MODULE MCRollBackOnError ---------------------------
(* The models of RollBackOnError; configurations and bounds are those of MCAsFound. *)
EXTENDS RollBackOnError, MCScenarios
================================================================================
