------------------------------- MODULE MCAsFound -------------------------------
(* The models of the design as found.  Bounds and faults are in their configurations. *)
EXTENDS AsFound, MCScenarios
================================================================================
