-------------------------------- MODULE ManyPeers --------------------------------
(******************************************************************************)
(* One sender broadcasts to several receivers, one of which never reads.      *)
(*                                                                            *)
(* The link of PeerDelivery is taken as one pipe per receiver: a message is   *)
(* one piece, and what the sink and the wire hold is one bounded FIFO.  That  *)
(* is sound here, because what must be shown is that nothing of one           *)
(* receiver's pipe, queue or timer is waited for on behalf of another, and    *)
(* framing, resets and resumption touch one receiver only (PeerDelivery).     *)
(* A reconnect follows at once, and a frame is taken and acknowledged in one  *)
(* step, for the same reason.                                                 *)
(******************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Messages,      \* 1 .. N, broadcast in this order
    Peers,         \* 1 .. P, offered each message in this order
    Stuck,         \* the receiver that never reads
    Capacity,      \* the most messages that the sender's queue for one receiver holds
    PipeRoom       \* the most messages that a pipe holds

ASSUME NumbersAreOrdered == Messages = 1 .. Cardinality(Messages) /\ Peers = 1 .. Cardinality(Peers)
ASSUME OthersThanStuck   == Stuck \in Peers /\ Peers # {Stuck}
ASSUME BoundsArePositive == Capacity \in Nat \ {0} /\ PipeRoom \in Nat \ {0}

VARIABLES
    status,        \* status[p][m]: what the owner knows of m to p
    queue,         \* queue[p]: messages that the sender holds for p, oldest first
    pipe,          \* pipe[p]: messages in the sink and on the wire to p
    handedUp,      \* handedUp[p]: what p took, in order
    closed         \* receivers that the owner has given up (of the designs that have it)

vars == <<status, queue, pipe, handedUp, closed>>

Healthy  == Peers \ {Stuck}
Range(s) == {s[i] : i \in DOMAIN s}

TypeOK ==
    /\ status \in [Peers -> [Messages -> {"new", "refused", "accepted", "delivered", "unknown"}]]
    /\ queue \in [Peers -> Seq(Messages)]
    /\ pipe \in [Peers -> Seq(Messages)]
    /\ handedUp \in [Peers -> Seq(Messages)]
    /\ closed \subseteq Peers

Init ==
    /\ status = [p \in Peers |-> [m \in Messages |-> "new"]]
    /\ queue = [p \in Peers |-> <<>>]
    /\ pipe = [p \in Peers |-> <<>>]
    /\ handedUp = [p \in Peers |-> <<>>]
    /\ closed = {}

IsNext(m, p) ==            \* a broadcast is a loop over the receivers
    /\ status[p][m] = "new"
    /\ \A q \in Peers, k \in Messages : k < m \/ (k = m /\ q < p) => status[q][k] # "new"
--------------------------------------------------------------------------------
\* A receiver that does not read never delays another: what waits for a healthy receiver leaves the sender's hands,
\* and is refused only for want of room of its own.  No fairness at all is assumed of the stuck receiver's
\* connection, not even that its timers expire: a healthy receiver does not wait for them either.
Isolation ==
    /\ \A p \in Healthy, m \in Messages :
           (m \in Range(queue[p]) \cup Range(pipe[p])) ~> (m \notin Range(queue[p]) \cup Range(pipe[p]))
    /\ [][\A p \in Healthy \ closed, m \in Messages :
              status[p][m] = "new" /\ status'[p][m] = "refused" => Len(queue[p]) >= Capacity]_vars

\* Every state: no receiver makes the sender hold more than its share.
BoundedMemory ==
    \A p \in Peers : Len(queue[p]) <= Capacity /\ Len(pipe[p]) <= PipeRoom

\* Every state: an accepted message was taken, or its owner was told, or the sender still holds it.
NoSilentDrop ==
    \A p \in Peers, m \in Messages :
        status[p][m] = "accepted" => m \in Range(queue[p]) \cup Range(pipe[p]) \cup Range(handedUp[p])
================================================================================
