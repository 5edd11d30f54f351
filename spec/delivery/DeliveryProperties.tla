--------------------------- MODULE DeliveryProperties ---------------------------
(******************************************************************************)
(* What every design of peer delivery is judged by.  A design instantiates    *)
(* this module and says, for the last four variables, which of its state they *)
(* are; the definitions are the same for all.                                 *)
(*                                                                            *)
(* Isolation is a property of several receivers (PeerIsolation), QuorumForms  *)
(* and RoundEnds of votes (VoteQuorum).                                       *)
(******************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Messages, Capacity, HighWater

VARIABLES
    status, outbox, sink, conn, parser, old, handedUp, failed,   \* as in PeerLink
    held,          \* messages that the sender or a connection still holds
    atRest,        \* the receiver reads, and no system step is enabled
    fate,          \* fate[m]: what the owner of m has been told, for the contract
    taken          \* taken[m]: how often the receiver took m, for the contract

LOCAL Arrived(m) == Cardinality({i \in DOMAIN handedUp : handedUp[i] = m})
LOCAL IsTold(m)  == status[m] \in {"delivered", "undelivered", "unknown"}
--------------------------------------------------------------------------------
\* Every state: an accepted message has arrived, or its owner has been told of its fate, or it is still somewhere.
NoSilentDrop ==
    \A m \in Messages : status[m] = "accepted" /\ Arrived(m) = 0 => m \in held

\* Progress: an accepted message arrives, or its owner is told.  To a correct receiver, under fair reconnects;
\* against one that may stop reading for ever, only being told can be promised.
DeliveredOrTold ==
    \A m \in Messages : (status[m] = "accepted") ~> (Arrived(m) > 0 \/ IsTold(m))

\* Every state: no message arrives twice, none that its owner believes delivered is missing,
\* and none arrives that its owner believes not sent.
ExactlyOnce ==
    \A m \in Messages : /\ Arrived(m) <= 1
                        /\ status[m] = "delivered" => Arrived(m) = 1
                        /\ status[m] \in {"new", "refused", "undelivered"} => Arrived(m) = 0

\* Quiescent states: besides, a message arrived once unless its owner was told that it may not have.
ExactlyOnceAtRest ==
    atRest => \A m \in Messages : status[m] \in {"accepted", "delivered"} => Arrived(m) = 1

\* Every state: what the application got is in the order of acceptance (a repetition is ExactlyOnce's concern).
Fifo ==
    \A i, j \in DOMAIN handedUp : i < j => handedUp[i] <= handedUp[j]

\* Every state: what a parser has is the beginning of one frame, so it never parses one that was not sent whole.
LOCAL IsPrefixOfFrame(p) ==
    \/ p = <<>>
    \/ \E m \in Messages : p \in {<< <<m, 1>> >>, << <<m, 1>>, <<m, 2>> >>}
FrameIntegrity == IsPrefixOfFrame(parser) /\ IsPrefixOfFrame(old.parser)

\* Every state: a write that failed had a consequence that somebody can see: the connection is no longer in use, or
\* the message's owner has been told.
FailureVisible ==
    conn # "down" => \A m \in failed : IsTold(m)

\* Every state: the sender holds at most Capacity messages, and its sink less than the high-water mark and a frame.
BoundedMemory ==
    Len(outbox) <= Capacity /\ Len(sink) < HighWater + 2

\* Safety and liveness: the contract, about the messages.
H == INSTANCE Handoff WITH
         Items  <- Messages,
         status <- fate,
         taken  <- taken,
         kept   <- {m \in Messages : fate[m] = "delivered"}
RefinesHandoff == H!Spec
================================================================================
