------------------------------- MODULE Ballots -------------------------------
\* A vote, written with sets that are infinite until a model bounds them.
EXTENDS Integers, FiniteSets
CONSTANTS Value, Acceptor, Quorum, Ballot

ASSUME QuorumAssumption == /\ \A Q \in Quorum : Q \subseteq Acceptor
                           /\ \A Q1, Q2 \in Quorum : Q1 \cap Q2 # {}

VARIABLES votes, maxBal

Init == votes = [a \in Acceptor |-> {}] /\ maxBal = [a \in Acceptor |-> -1]

VotedFor(a, b, v) == <<b, v>> \in votes[a]
DidNotVoteAt(a, b) == \A v \in Value : ~VotedFor(a, b, v)

ShowsSafeAt(Q, b, v) ==
  /\ \A a \in Q : maxBal[a] >= b
  /\ \E c \in -1..(b-1) :
       /\ (c # -1) => \E a \in Q : VotedFor(a, c, v)
       /\ \A d \in (c+1)..(b-1), a \in Q : DidNotVoteAt(a, d)

IncreaseMaxBal(a, b) == /\ b > maxBal[a]
                        /\ maxBal' = [maxBal EXCEPT ![a] = b]
                        /\ UNCHANGED votes

VoteFor(a, b, v) ==
  /\ maxBal[a] <= b
  /\ \A vt \in votes[a] : vt[1] # b
  /\ \A c \in Acceptor \ {a} : \A vt \in votes[c] : (vt[1] = b) => (vt[2] = v)
  /\ \E Q \in Quorum : ShowsSafeAt(Q, b, v)
  /\ votes' = [votes EXCEPT ![a] = @ \cup {<<b, v>>}]
  /\ maxBal' = [maxBal EXCEPT ![a] = b]

Next == \E a \in Acceptor, b \in Ballot :
           IncreaseMaxBal(a, b) \/ \E v \in Value : VoteFor(a, b, v)

Spec == Init /\ [][Next]_<<votes, maxBal>>

chosen == {v \in Value : \E Q \in Quorum, b \in Ballot : \A a \in Q : VotedFor(a, b, v)}
Consistent == Cardinality(chosen) <= 1

Decision == INSTANCE Decision WITH decided <- chosen, Choice <- Value
Decides == Decision!Spec
NothingChosen == chosen = {}
==============================================================================
