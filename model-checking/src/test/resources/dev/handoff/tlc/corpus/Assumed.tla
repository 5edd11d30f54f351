------------------------------ MODULE Assumed ------------------------------
EXTENDS Integers
CONSTANTS Low, High
ASSUME Low \in Int /\ High \in Int
ASSUME Ordered == Low < High
VARIABLE n
Init == n = Low
Next == n < High /\ n' = n + 1
Spec == Init /\ [][Next]_n
InRange == n \in Low..High
============================================================================
