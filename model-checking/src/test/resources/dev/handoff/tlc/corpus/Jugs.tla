------------------------------- MODULE Jugs -------------------------------
(* The water jugs of the film: measure four litres with jugs of five and    *)
(* three.  The invariants that cannot hold are the question.                *)
EXTENDS Naturals

VARIABLES big, small

TypeOK == /\ big \in 0..5
          /\ small \in 0..3

Init == big = 0 /\ small = 0

Min(m, n) == IF m < n THEN m ELSE n

FillSmall == small' = 3 /\ big' = big
FillBig == big' = 5 /\ small' = small
EmptySmall == small' = 0 /\ big' = big
EmptyBig == big' = 0 /\ small' = small

SmallToBig ==
  LET poured == Min(small, 5 - big)
  IN  /\ big' = big + poured
      /\ small' = small - poured

BigToSmall ==
  LET poured == Min(big, 3 - small)
  IN  /\ big' = big - poured
      /\ small' = small + poured

Next == \/ FillSmall \/ FillBig \/ EmptySmall \/ EmptyBig
        \/ SmallToBig \/ BigToSmall

Spec == Init /\ [][Next]_<<big, small>>

NotSolved == big # 4
NeverFull == small < 3
NotBoth   == ~(big = 5 /\ small = 3)
===========================================================================
