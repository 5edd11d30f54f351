------------------------------ MODULE Endless ------------------------------
\* Infinite, with nothing to bound it: only the violation ends a run.
EXTENDS Naturals
VARIABLE n
Init == n = 0
Step == n' = n + 1
Jump == n % 3 = 0 /\ n' = n + 5
Next == Step \/ Jump
Spec == Init /\ [][Next]_n
NotEight == n # 8
============================================================================
