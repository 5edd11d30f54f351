------------------------------- MODULE Clocks -------------------------------
EXTENDS Integers
VARIABLES a, b
Init == a = 0 /\ b = 0
TickA == a' = a + 1 /\ b' = b
TickB == b' = b + 1 /\ a' = a
Reset == a = b /\ a > 0 /\ a' = 0 /\ b' = 0
Next == TickA \/ TickB \/ Reset

\* an action constraint: the model checker only takes steps that keep the clocks close
Close == a' - b' \in -1..1 /\ a' <= 4
Together == a - b \in -1..1
OnlyForward == [][a' >= a]_<<a, b>>
NonNegative == a >= 0 /\ b >= 0
=============================================================================
