------------------------------ MODULE MCScenarios ------------------------------
(******************************************************************************)
(* Bounds of the designs that keep the stages as found.  Every write of a     *)
(* Stalled model may time out, as often as the environment likes: faults need *)
(* no budget.  A large message that comes last keeps the Stalled graphs small *)
(* (half the states); in the Reading ones it comes first, which keeps         *)
(* counterexamples short, or between small ones.  Where it comes changes no   *)
(* verdict of the design as found.                                            *)
(*                                                                            *)
(*            messages  fragments  queues  channels  sink                     *)
(*   standard     3         2         1        1       1                      *)
(*   deep         4         3         2        2       2                      *)
(******************************************************************************)
EXTENDS PeerWitnesses, PeerClaims

LargeFirst    == <<2, 0, 0>>
LargeLast     == <<0, 0, 2>>
LargeInMiddle == <<0, 3, 0, 0>>
LargeLastDeep == <<0, 0, 0, 3>>
================================================================================
