------------------------------- MODULE Starts -------------------------------
\* Several initial states, some of which already break what is claimed.
EXTENDS Naturals
CONSTANT Max
VARIABLES x, y
vars == <<x, y>>
Init == x \in 0..Max /\ y \in {0, Max}
Up == x < Max /\ x' = x + 1 /\ UNCHANGED y
Swap == x' = y /\ y' = x
Next == Up \/ Swap
Spec == Init /\ [][Next]_vars

Different == x # y
StartsBelow == x < Max           \* a state predicate as a property: about initial states only
AlwaysBelow == [](y <= Max)      \* an invariant in the clothes of a property
NeverLess == [][x' >= x]_x
=============================================================================
