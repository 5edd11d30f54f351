------------------------------ MODULE Network ------------------------------
\* Messages in flight are a set of records; they are delivered in any order,
\* or lost.  The receiver acknowledges; the sender goes on when it is told.
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS Data, None

VARIABLES msgs, toSend, got, acked

vars == <<msgs, toSend, got, acked>>

Message == [type : {"data"}, nr : 1..Len(toSend), value : Data] \cup [type : {"ack"}, nr : 1..2]

Init == /\ msgs = {}
        /\ toSend \in {s \in [1..2 -> Data] : s[1] # s[2]}
        /\ got = <<>>
        /\ acked = 0

Send == /\ acked < Len(toSend)
        /\ LET m == [type |-> "data", nr |-> acked + 1, value |-> toSend[acked + 1]]
           IN  msgs' = msgs \cup {m}
        /\ UNCHANGED <<toSend, got, acked>>

Deliver(m) ==
  CASE m.type = "data" ->
         /\ got' = IF m.nr = Len(got) + 1 THEN Append(got, m.value) ELSE got
         /\ msgs' = (msgs \ {m}) \cup {[type |-> "ack", nr |-> m.nr]}
         /\ UNCHANGED <<toSend, acked>>
    [] m.type = "ack" ->
         /\ acked' = IF m.nr > acked THEN m.nr ELSE acked
         /\ msgs' = msgs \ {m}
         /\ UNCHANGED <<toSend, got>>

Lose(m) == msgs' = msgs \ {m} /\ UNCHANGED <<toSend, got, acked>>

Done == acked = Len(toSend) /\ msgs = {} /\ UNCHANGED vars

Next == \/ Send
        \/ \E m \in msgs : Deliver(m)
        \/ \E m \in msgs : Lose(m)
        \/ Done

Fair == WF_vars(Send) /\ \A t \in {"data", "ack"} :
           SF_vars(\E m \in msgs : m.type = t /\ Deliver(m))
Spec == Init /\ [][Next]_vars /\ Fair
WeakSpec == Init /\ [][Next]_vars /\ WF_vars(Next)

InOrder == \A i \in 1..Len(got) : got[i] = toSend[i]
FewInFlight == Cardinality(msgs) <= 2
AllArrive == <>(acked = 2 /\ Len(got) = 2)
=============================================================================
