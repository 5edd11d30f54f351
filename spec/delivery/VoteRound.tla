-------------------------------- MODULE VoteRound --------------------------------
(******************************************************************************)
(* One round of votes: n = 3f+1 validators, of which Faulty are faulty, vote  *)
(* for a block "A"; whoever collects votes needs a quorum of 2f+1 voters.     *)
(*                                                                            *)
(* The link of PeerDelivery and of AsFound is taken as one vote per ordered   *)
(* pair of validators, in flight until it is received or its connection       *)
(* fails under it.  Framing, order and sequence numbers do not matter to a    *)
(* single message; what a failed connection does to it is the design's.  The  *)
(* session delivers to a correct receiver (DeliveredOrTold); as found, one    *)
(* write failure drops a message in silence (NoSilentDrop), and that is all   *)
(* that is used of either here.                                               *)
(*                                                                            *)
(* The proposal has reached everyone (proposals can be retrieved).  Timeout   *)
(* votes are sent again at every expiry until the round ends, so that one of  *)
(* them lost is no loss: they are taken as seen by all.  A quorum spreads     *)
(* from whoever holds it, since every later message of that validator         *)
(* carries it.  A round's timeout is short of a write timeout but longer than *)
(* a delivery: it expires only once nothing is in flight.                     *)
(******************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Validators,    \* 1 .. n
    Faulty,        \* at most f of them
    Byzantine,     \* TRUE: the faulty vote for several blocks and pass on a quorum as they like; FALSE: they are silent
    Leader,        \* of the next round: the one that votes are sent to
    Timeouts,      \* TRUE: rounds have a timeout
    MaxFaults      \* how many connections may fail under a vote

N       == Cardinality(Validators)
F       == (N - 1) \div 3
Quorum  == 2 * F + 1
Correct == Validators \ Faulty
Pairs   == {pair \in Correct \X Correct : pair[1] # pair[2]}
Blocks  == {"A", "B"}

ASSUME ValidatorsAre3FPlus1 == Validators = 1 .. 3 * F + 1
ASSUME AtMostFAreFaulty     == Faulty \subseteq Validators /\ Cardinality(Faulty) <= F
ASSUME ParametersAreKnown   == /\ Leader \in Validators /\ MaxFaults \in Nat
                               /\ Byzantine \in BOOLEAN /\ Timeouts \in BOOLEAN

VARIABLES
    voted,         \* correct validators that have voted
    inFlight,      \* inFlight: pairs <<v, c>>, the vote of v is on its way to c
    owed,          \* pairs <<v, c>> whose connection failed, and whose vote is to be sent again (of the designs that do)
    counted,       \* counted[c]: the votes <<v, block>> that c has counted, the first of each voter
    exposed,       \* exposed[c]: the voters that c has caught voting for two blocks
    quorum,        \* correct validators that hold a quorum
    round,         \* round[c]: "voting", "timedOut" (votes no more in this round), or "over"
    faults         \* how many more connections may fail

vars == <<voted, inFlight, owed, counted, exposed, quorum, round, faults>>

TypeOK ==
    /\ voted \subseteq Correct
    /\ inFlight \subseteq Pairs /\ owed \subseteq Pairs /\ inFlight \cap owed = {}
    /\ counted \in [Correct -> SUBSET (Validators \X Blocks)]
    /\ exposed \in [Correct -> SUBSET Faulty]
    /\ quorum \subseteq Correct
    /\ round \in [Correct -> {"voting", "timedOut", "over"}]
    /\ faults \in 0 .. MaxFaults

Init ==
    /\ voted = {} /\ inFlight = {} /\ owed = {}
    /\ counted = [c \in Correct |-> {}]
    /\ exposed = [c \in Correct |-> {}]
    /\ quorum = {}
    /\ round = [c \in Correct |-> "voting"]
    /\ faults = MaxFaults

Voters(votes) == {vote[1] : vote \in votes}
--------------------------------------------------------------------------------
(* Parts of actions. *)

CastTo(v, recipients) ==   \* v votes, counts its own vote if it collects, and sends it to the other recipients
    /\ v \notin voted /\ round[v] = "voting"
    /\ voted' = voted \cup {v}
    /\ inFlight' = inFlight \cup ({v} \X ((recipients \cap Correct) \ ({v} \cup quorum)))
    /\ counted' = IF v \in recipients THEN [counted EXCEPT ![v] = @ \cup {<<v, "A">>}] ELSE counted
    /\ UNCHANGED <<exposed, quorum, round, faults>>

FailUnder(v, c) ==         \* the connection fails under the vote
    /\ <<v, c>> \in inFlight /\ faults > 0
    /\ inFlight' = inFlight \ {<<v, c>>}
    /\ faults' = faults - 1
    /\ UNCHANGED <<voted, counted, exposed, quorum, round>>

Arrive(v, c) ==
    /\ <<v, c>> \in inFlight
    /\ inFlight' = inFlight \ {<<v, c>>}
    /\ UNCHANGED <<voted, owed, exposed, quorum, round, faults>>
--------------------------------------------------------------------------------
(* The round, the same in every design. *)

\* c holds a quorum: its round is over, and no vote on its way to it matters any more, nor what it has counted.
Hold(c) ==
    /\ c \notin quorum
    /\ quorum' = quorum \cup {c}
    /\ round' = [round EXCEPT ![c] = "over"]
    /\ counted' = [counted EXCEPT ![c] = {}]
    /\ exposed' = [exposed EXCEPT ![c] = {}]
    /\ inFlight' = {pair \in inFlight : pair[2] # c}
    /\ owed' = {pair \in owed : pair[2] # c}
    /\ UNCHANGED <<voted, faults>>

FormQuorum(c) ==           \* 2f+1 distinct voters for one block
    /\ Cardinality({v \in Validators : <<v, "A">> \in counted[c]}) >= Quorum
    /\ Hold(c)

LearnQuorum(c) ==          \* from a correct holder: a quorum is a proof that can be passed on
    /\ quorum # {}
    /\ Hold(c)

TimeOut(v) ==              \* the round's timer expires, and v votes to end the round, as often as it expires
    /\ Timeouts /\ round[v] = "voting" /\ inFlight = {}
    /\ round' = [round EXCEPT ![v] = "timedOut"]
    /\ UNCHANGED <<voted, inFlight, owed, counted, exposed, quorum, faults>>

EndByTimeouts(v) ==        \* 2f+1 validators voted to end the round
    /\ round[v] # "over"
    /\ \/ Cardinality({c \in Correct : round[c] = "timedOut"}) >= Quorum
       \/ quorum = {} /\ \E c \in Correct : round[c] = "over"        \* who shows the certificate
    /\ round' = [round EXCEPT ![v] = "over"]
    /\ UNCHANGED <<voted, inFlight, owed, counted, exposed, quorum, faults>>
--------------------------------------------------------------------------------
(* A Byzantine validator. *)

VoteByzantine(z, b, c) ==  \* the first vote counts; another for another block exposes, and then neither counts
    /\ Byzantine /\ c \notin quorum /\ <<z, b>> \notin counted[c] /\ z \notin exposed[c]
    /\ IF z \in Voters(counted[c])
       THEN /\ exposed' = [exposed EXCEPT ![c] = @ \cup {z}]
            /\ counted' = [counted EXCEPT ![c] = {vote \in @ : vote[1] # z}]
       ELSE /\ counted' = [counted EXCEPT ![c] = @ \cup {<<z, b>>}]
            /\ UNCHANGED exposed
    /\ UNCHANGED <<voted, inFlight, owed, quorum, round, faults>>

LeakQuorum(z, c) ==        \* a Byzantine leader that could have a quorum shows it to one validator
    /\ Byzantine /\ z = Leader
    /\ Cardinality(voted) + Cardinality(Faulty) >= Quorum
    /\ Hold(c)
--------------------------------------------------------------------------------
\* Progress: once 2f+1 correct validators have voted for a block, some correct validator gets to hold their quorum.
\* And in every state a quorum is of 2f+1 voters, the faulty ones counted once each.
QuorumForms ==
    /\ (Cardinality(voted) >= Quorum) ~> (quorum # {})
    /\ [](quorum # {} => Cardinality(voted) + Cardinality(Faulty) >= Quorum)

\* Progress: the round ends at every correct validator, by a quorum or by timeouts.
RoundEnds == <>(\A c \in Correct : round[c] = "over")
================================================================================
