------------------------------ MODULE Shallow ------------------------------
\* Infinite; the model looks at the first few steps only.
EXTENDS Naturals, TLC
VARIABLES left, right
Init == left = 0 /\ right = 0
Left == left' = left + 1 /\ UNCHANGED right
Right == right' = right + 2 /\ UNCHANGED left
Next == Left \/ Right
Spec == Init /\ [][Next]_<<left, right>>
FewSteps == TLCGet("level") < 6
Even == right % 2 = 0
NotThree == left + right # 3
============================================================================
