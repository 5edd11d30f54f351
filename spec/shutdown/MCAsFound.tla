------------------------------- MODULE MCAsFound -------------------------------
(* Models of the design as found.  Every write may time out: faults need no budget. *)
EXTENDS AsFound, PeerWitnesses

OneOfThree == <<0, 2, 0>>        \* three messages, the second with a header and two fragments
OneOfFour  == <<0, 3, 0, 0>>
================================================================================
