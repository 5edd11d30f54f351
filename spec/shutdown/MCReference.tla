------------------------------ MODULE MCReference ------------------------------
(******************************************************************************)
(* Models of the reference.  Every write of a Stalled model may time out, and *)
(* in every model the deadline may pass at any moment of the close: faults    *)
(* need no budget.                                                            *)
(*                                                                            *)
(*            messages  large  fragments  requests  writes  channels         *)
(*   standard     4       2        2         2        1        1              *)
(*   deep         5       3        3         3        2        2              *)
(******************************************************************************)
EXTENDS PeerShutdown, PeerWitnesses

TwoOfFour   == <<0, 2, 2, 0>>
ThreeOfFive == <<0, 3, 3, 0, 3>>
================================================================================
