------------------------------- MODULE Decision -------------------------------
EXTENDS FiniteSets
CONSTANT Choice
VARIABLE decided
Init == decided = {}
Next == decided = {} /\ \E c \in Choice : decided' = {c}
Spec == Init /\ [][Next]_decided
LiveSpec == Spec /\ WF_decided(Next)
===============================================================================
