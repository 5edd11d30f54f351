------------------------------ MODULE Counting ------------------------------
\* The abstract counter: up by one until the top, and it gets there.
EXTENDS Naturals
CONSTANT Top
VARIABLE count
Init == count = 0
Next == count < Top /\ count' = count + 1
Spec == Init /\ [][Next]_count /\ WF_count(Next)
=============================================================================
