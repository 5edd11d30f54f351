------------------------------- MODULE Digits -------------------------------
\* Two binary digits that implement the counter, and ways of getting it wrong.
EXTENDS Naturals
VARIABLES lo, hi
vars == <<lo, hi>>
Bit == {0, 1}

C == INSTANCE Counting WITH count <- 2 * hi + lo, Top <- 3
Shifted == INSTANCE Counting WITH count <- 2 * hi + lo + 1, Top <- 4

Init == lo = 0 /\ hi = 0
Low == lo = 0 /\ lo' = 1 /\ UNCHANGED hi
Carry == lo = 1 /\ hi = 0 /\ lo' = 0 /\ hi' = 1
Skip == lo = 0 /\ hi = 0 /\ hi' = 1 /\ UNCHANGED lo
Full == lo = 1 /\ hi = 1 /\ UNCHANGED vars

Good == Init /\ [][Low \/ Carry \/ Full]_vars /\ WF_vars(Low \/ Carry)
Lazy == Init /\ [][Low \/ Carry \/ Full]_vars
Jumpy == Init /\ [][Low \/ Carry \/ Skip \/ Full]_vars /\ WF_vars(Low \/ Carry)

TypeOK == lo \in Bit /\ hi \in Bit
Refines == C!Spec
StartsWrong == Shifted!Spec
Safely == C!Init /\ [][C!Next]_(2 * hi + lo)
Reaches == <>(lo = 1 /\ hi = 1)
=============================================================================
