-------------------------------- MODULE AsFound --------------------------------
(******************************************************************************)
(* Peer delivery as found: the writer sends each message under a timeout, and *)
(* goes on with the next one whatever came of it (PeerGoesOn).  Only the      *)
(* timeout is looked at, and it is logged.  There are no acknowledgements,    *)
(* and nobody is told anything (PeerUnanswered).  How a message is sent while *)
(* nothing fails is PeerWriter.                                               *)
(******************************************************************************)
EXTENDS PeerUnanswered, PeerGoesOn

TypeOK ==
    /\ LinkTypeOK
    /\ sender \in [stage : {"idle", "room", "flush"}, hand : {0} \cup Messages]
    /\ sender.stage = "idle" <=> sender.hand = 0

Init == LinkInit /\ sender = [stage |-> "idle", hand |-> 0]
--------------------------------------------------------------------------------
Encode(m) ==               \* linearization point: the frame is in the sink's buffer
    /\ MayEncode(m)
    /\ PutIntoSink(m)

EncodeFails(m) ==          \* the send returns an error inside the timeout's Ok: the success path
    /\ MayEncode(m)
    /\ Spend("encode")
    /\ sender' = Rest
    /\ failed' = failed \cup {m}
    /\ UNCHANGED <<status, outbox, connection, reading, handedUp>>
--------------------------------------------------------------------------------
System ==
    \/ UnansweredSteps
    \/ \E m \in Messages : Encode(m)
    \/ TimeOutWrite \/ WriteToBroken

Faults ==
    \/ \E m \in Messages : EncodeFails(m)
    \/ FailWithIoError \/ Sever

Next == System \/ Owner \/ Faults \/ Environment

Fairness == UnansweredFairness /\ GoesOnFairness /\ WF_vars(\E m \in Messages : Encode(m))

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
INSTANCE DeliveryProperties WITH
    held   <- HeldByLink,
    atRest <- reading /\ ~ENABLED System,
    fate   <- status,
    taken  <- [m \in Messages |-> Times(m)]
================================================================================

Models (MCAsFound, two half-frames per frame; the remedies have the same):

    tier       messages  queue  high water  wire  faults            scenarios
    standard   3         3      1           1     1 (IoError: 2)    Stall, Reset, EncodeFailure, IoError, Overlap; Byzantine (no budget)
    deep       4         4      2           2     2 (IoError: 3)    the same
