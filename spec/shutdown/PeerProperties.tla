---------------------------- MODULE PeerProperties ----------------------------
(******************************************************************************)
(* What every design of a peer connection's shutdown is judged by.  "At the   *)
(* end" means in every state in which the shutdown is over and nothing is     *)
(* left to move (Ended); the rest holds in every state, or is said to be      *)
(* liveness.  RefinesHandoff and NoDeadlock name the design's own mapping and *)
(* steps, and are completed in its module.                                    *)
(******************************************************************************)
EXTENDS PeerConnection

\* At the end every accepted message, those in the request queue included, is written or returned.
NoSilentLoss ==
    Ended => \A m \in Messages : Accepted(m) => Deliveries(m) > 0 \/ Returned(m)

\* At the end a push that came after the close began was refused, or is honoured like any other.
LatePushAnswered ==
    Ended => \A m \in late : Accepted(m) => Deliveries(m) > 0 \/ Returned(m)

\* At the end a large message of which a frame was written was written whole, or is returned.
WholeOrReported ==
    Ended => \A m \in Messages :
        Fragments[m] > 0 /\ FramesOnWire(m) # {} => Deliveries(m) > 0 \/ Returned(m)

\* In every state: the owner of a message that a full queue turned away or pushed out knows.
OverflowVisible ==
    \A m \in overflowed : status[m] = "refused" \/ Returned(m)

\* In every state: the frames of a channel are written in the order of the offers, each at most once.
FifoPerChannel ==
    \A c \in Channels : \A i, j \in 1 .. Len(wire[c]) :
        LET f == wire[c][i]
            g == wire[c][j]
        IN  i < j => f[1] < g[1] \/ (f[1] = g[1] /\ f[2] < g[2])

\* In every state: nothing was written to the socket after it was closed.
NoWriteAfterClose == "close" \notin lateWrites

\* In every state: nothing was written after "disconnected" was announced.
NoWriteAfterNotice == "notice" \notin lateWrites

\* In every state: the shutdown has cost at most two write timeouts, however long the queues.
BoundedShutdown == waited <= AllowedTimeouts

\* Liveness: a close that has begun comes to its end.
ShutdownTerminates == Closing ~> Ended

\* In every state: as long as work is queued or the close is under way, somebody can take a step.
DeadlockFree(someoneCanStep) ==
    (~Drained \/ Closing) /\ ~Ended => someoneCanStep

\* In every state: what an owner is told is true, and no message is delivered twice.
OneFate ==
    \A m \in Messages :
        /\ Deliveries(m) <= 1
        /\ status[m] \in {"new", "refused", "undelivered"} => Deliveries(m) = 0
        /\ status[m] = "delivered" => Deliveries(m) = 1
================================================================================
