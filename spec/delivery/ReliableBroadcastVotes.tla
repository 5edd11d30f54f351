------------------------ MODULE ReliableBroadcastVotes -------------------------
(******************************************************************************)
(* Votes over a reliable broadcast: a vote goes to whom it goes as found, the *)
(* next leader or all, and to each of them it is sent again until it is       *)
(* answered.  What sending to all adds is thus told apart from what repeating *)
(* adds (the cited code's broadcast of commit votes does both).  A validator  *)
(* counts votes of its current round only, as found; it answers a late one    *)
(* all the same.  Repetitions are of one voter and count once, whether or not *)
(* the receiver deduplicates.                                                 *)
(******************************************************************************)
EXTENDS VoteRound

CONSTANT Broadcast         \* TRUE: votes go to all

ASSUME BroadcastIsBoolean == Broadcast \in BOOLEAN

Collectors == IF Broadcast THEN Validators ELSE {Leader}

Vote(v) ==                 \* linearization point: the broadcast takes the vote on
    /\ CastTo(v, Collectors)
    /\ UNCHANGED owed

FailConnection(v, c) ==    \* the request fails, and the broadcast keeps the vote
    /\ FailUnder(v, c)
    /\ owed' = owed \cup {<<v, c>>}

Retry(v, c) ==             \* after a backoff
    /\ <<v, c>> \in owed
    /\ owed' = owed \ {<<v, c>>}
    /\ inFlight' = inFlight \cup {<<v, c>>}
    /\ UNCHANGED <<voted, counted, exposed, quorum, round, faults>>

Receive(v, c) ==           \* counts one vote of each voter, of the current round
    /\ Arrive(v, c)
    /\ counted' = IF round[c] = "over" THEN counted ELSE [counted EXCEPT ![c] = @ \cup {<<v, "A">>}]
--------------------------------------------------------------------------------
System ==
    \/ \E v \in Correct : Vote(v) \/ FormQuorum(v) \/ LearnQuorum(v) \/ TimeOut(v) \/ EndByTimeouts(v)
    \/ \E v, c \in Correct : Retry(v, c) \/ Receive(v, c)

Environment ==
    \/ \E v, c \in Correct : FailConnection(v, c)
    \/ \E z \in Faulty, c \in Correct : LeakQuorum(z, c)
    \/ \E z \in Faulty, b \in Blocks, c \in Correct \cap Collectors : VoteByzantine(z, b, c)

Next == System \/ Environment

Fairness ==
    /\ \A v \in Correct : /\ WF_vars(Vote(v)) /\ WF_vars(FormQuorum(v)) /\ WF_vars(LearnQuorum(v))
                          /\ WF_vars(TimeOut(v)) /\ WF_vars(EndByTimeouts(v))
    /\ \A v, c \in Correct : WF_vars(Retry(v, c)) /\ WF_vars(Receive(v, c))

Spec == Init /\ [][Next]_vars /\ Fairness
================================================================================
