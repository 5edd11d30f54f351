------------------------------- MODULE Lights -------------------------------
EXTENDS Naturals
VARIABLES ns, ew, waiting
vars == <<ns, ew, waiting>>

Colours == {"red", "green"}
TypeOK == ns \in Colours /\ ew \in Colours /\ waiting \in BOOLEAN

Init == ns = "red" /\ ew = "red" /\ waiting = FALSE

NsGreen == ns = "red" /\ ew = "red" /\ ns' = "green" /\ UNCHANGED <<ew, waiting>>
NsRed == ns = "green" /\ ns' = "red" /\ UNCHANGED <<ew, waiting>>
EwGreen == ew = "red" /\ ns = "red" /\ waiting /\ ew' = "green" /\ UNCHANGED <<ns, waiting>>
EwRed == ew = "green" /\ ew' = "red" /\ waiting' = FALSE /\ UNCHANGED ns
CarArrives == ~waiting /\ waiting' = TRUE /\ UNCHANGED <<ns, ew>>

Next == NsGreen \/ NsRed \/ EwGreen \/ EwRed \/ CarArrives

\* Weak fairness on EwGreen is not enough: north-south may take its turn again and again.
Spec == Init /\ [][Next]_vars /\ WF_vars(NsGreen) /\ WF_vars(NsRed) /\ WF_vars(EwGreen) /\ WF_vars(EwRed)
StrongSpec == Init /\ [][Next]_vars /\ WF_vars(NsGreen) /\ WF_vars(NsRed) /\ SF_vars(EwGreen) /\ WF_vars(EwRed)

NeverBoth == ~(ns = "green" /\ ew = "green")
Served == waiting ~> ew = "green"
KeepsMoving == []<>(ns = "green") \/ []<>(ew = "green")
=============================================================================
