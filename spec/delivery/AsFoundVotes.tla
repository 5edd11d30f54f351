------------------------------ MODULE AsFoundVotes ------------------------------
(******************************************************************************)
(* Votes as found: a vote is pushed to the next leader (or to all, where the  *)
(* node is configured so), and a failed write drops it in silence.  A         *)
(* validator counts votes of its current round only.                          *)
(******************************************************************************)
EXTENDS VoteRound

CONSTANT Broadcast         \* TRUE: votes go to all

ASSUME BroadcastIsBoolean == Broadcast \in BOOLEAN

Collectors == IF Broadcast THEN Validators ELSE {Leader}

Vote(v) ==                 \* linearization point: the push to the peers' write queues
    /\ CastTo(v, Collectors)
    /\ UNCHANGED owed

LoseVote(v, c) ==          \* the write fails or times out; nobody is told, and nothing is sent again
    /\ FailUnder(v, c)
    /\ UNCHANGED owed

Receive(v, c) ==           \* counts one vote of each voter, of the current round
    /\ Arrive(v, c)
    /\ counted' = IF round[c] = "over" THEN counted ELSE [counted EXCEPT ![c] = @ \cup {<<v, "A">>}]
--------------------------------------------------------------------------------
System ==
    \/ \E v \in Correct : Vote(v) \/ FormQuorum(v) \/ LearnQuorum(v) \/ TimeOut(v) \/ EndByTimeouts(v)
    \/ \E v, c \in Correct : Receive(v, c)

Environment ==
    \/ \E v, c \in Correct : LoseVote(v, c)
    \/ \E z \in Faulty, c \in Correct : LeakQuorum(z, c)
    \/ \E z \in Faulty, b \in Blocks, c \in Correct \cap Collectors : VoteByzantine(z, b, c)

Next == System \/ Environment

Fairness ==
    /\ \A v \in Correct : /\ WF_vars(Vote(v)) /\ WF_vars(FormQuorum(v)) /\ WF_vars(LearnQuorum(v))
                          /\ WF_vars(TimeOut(v)) /\ WF_vars(EndByTimeouts(v))
    /\ \A v, c \in Correct : WF_vars(Receive(v, c))

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================

Models (MCAsFoundVotes): n = 4, f = 1, one vote is lost; deep n = 7, f = 2 (Broadcast: n = 4, f = 1), two votes are lost.
