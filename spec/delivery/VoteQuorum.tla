------------------------------- MODULE VoteQuorum -------------------------------
(******************************************************************************)
(* Votes over the reference's sessions: a vote goes to the next leader and    *)
(* its f successors, of whom one is correct; it is owed until it is           *)
(* acknowledged; and it is counted whenever it arrives, even after the round  *)
(* was ended by timeouts.                                                     *)
(******************************************************************************)
EXTENDS VoteRound

Collectors == {((Leader - 1 + k) % N) + 1 : k \in 0 .. F}

Vote(v) ==                 \* linearization point: the appends to the outboxes
    /\ CastTo(v, Collectors)
    /\ UNCHANGED owed

FailConnection(v, c) ==    \* the outbox keeps the vote
    /\ FailUnder(v, c)
    /\ owed' = owed \cup {<<v, c>>}

Resume(v, c) ==            \* the next connection of the session sends it again
    /\ <<v, c>> \in owed
    /\ owed' = owed \ {<<v, c>>}
    /\ inFlight' = inFlight \cup {<<v, c>>}
    /\ UNCHANGED <<voted, counted, exposed, quorum, round, faults>>

Receive(v, c) ==           \* counts one vote of each voter, until the quorum is formed
    /\ Arrive(v, c)
    /\ counted' = [counted EXCEPT ![c] = @ \cup {<<v, "A">>}]
--------------------------------------------------------------------------------
System ==
    \/ \E v \in Correct : Vote(v) \/ FormQuorum(v) \/ LearnQuorum(v) \/ TimeOut(v) \/ EndByTimeouts(v)
    \/ \E v, c \in Correct : Resume(v, c) \/ Receive(v, c)

Environment ==
    \/ \E v, c \in Correct : FailConnection(v, c)
    \/ \E z \in Faulty, c \in Correct : LeakQuorum(z, c)
    \/ \E z \in Faulty, b \in Blocks, c \in Correct \cap Collectors : VoteByzantine(z, b, c)

Next == System \/ Environment

\* Correct validators vote, count, listen to each other, and expire; sessions resume and deliver.
Fairness ==
    /\ \A v \in Correct : /\ WF_vars(Vote(v)) /\ WF_vars(FormQuorum(v)) /\ WF_vars(LearnQuorum(v))
                          /\ WF_vars(TimeOut(v)) /\ WF_vars(EndByTimeouts(v))
    /\ \A v, c \in Correct : WF_vars(Resume(v, c)) /\ WF_vars(Receive(v, c))

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================

Models (MCVoteQuorum): n = 4, f = 1, two connections fail; deep n = 7, f = 2, three fail, where the graph allows it, else n = 4 and
three fail (with timeouts, AllCorrect, ByzantineLeader).
