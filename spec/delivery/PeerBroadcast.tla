----------------------------- MODULE PeerBroadcast -----------------------------
(******************************************************************************)
(* A reliable broadcast over the writer as found, as far as one receiver is   *)
(* concerned: each message is a request of its own, and it is pushed again,   *)
(* after a backoff, until its answer is in.  The owner is told then, and in   *)
(* no other case; nothing bounds how often or how many.                       *)
(*                                                                            *)
(* A request times out only when the receiver has stopped reading, or when    *)
(* neither the request nor its answer is moving any more.  Time is not        *)
(* modelled otherwise; a slow receiver is one that stalls and reads on.  What *)
(* the code does more often is left out where it changes how often and not    *)
(* what: a message that is still to be sent is not pushed again (the copy is  *)
(* what a later retry pushes), two answers on their way are as good as one,   *)
(* and any answer about m counts (in the code only that to the latest request *)
(* does).  A request to a peer that is not connected fails at once and is     *)
(* repeated.                                                                  *)
(******************************************************************************)
EXTENDS PeerGoesOn

\* sender.owed    messages whose answer is not in: kept by the broadcast, above the queue
\* sender.unfit   messages that cannot be encoded, as the environment chose

TypeOK ==
    /\ LinkTypeOK
    /\ sender \in [stage : {"idle", "room", "flush"}, hand : {0} \cup Messages,
                   owed : SUBSET Messages, unfit : SUBSET Messages]
    /\ sender.stage = "idle" <=> sender.hand = 0

Init == LinkInit /\ sender = [stage |-> "idle", hand |-> 0, owed |-> {}, unfit |-> {}]
--------------------------------------------------------------------------------
Send(m) ==                 \* linearization point: the broadcast takes the message on, and sends its first request
    /\ IsNext(m)
    /\ status' = [status EXCEPT ![m] = "accepted"]
    /\ IF InUse THEN Push(m) ELSE UNCHANGED outbox
    /\ sender' = [sender EXCEPT !.owed = @ \cup {m}]
    /\ UNCHANGED <<connection, reading, handedUp, failed, faults>>

IsMoving(m) ==             \* the request or its answer can still get there without another push
    \/ m \in Range(outbox) \cup Range(acks)
    \/ sender.hand = m
    \/ <<m, 2>> \in Range(wire) \cup Range(parser)
    \/ <<m, 2>> \in Range(sink) /\ sender.stage # "idle"

Retry(m) ==                \* linearization point: the push after a request's timeout and its backoff
    /\ m \in sender.owed /\ InUse /\ m \notin Range(outbox) \cup {sender.hand}
    /\ ~reading \/ ~IsMoving(m)
    /\ Push(m)
    /\ UNCHANGED <<status, sender, connection, reading, handedUp, failed, faults>>

TellDelivered(m) ==        \* linearization point: the answer is in
    /\ acks # <<>> /\ m = Head(acks)
    /\ acks' = Tail(acks)
    /\ sender' = [sender EXCEPT !.owed = @ \ {m}]
    /\ status' = [status EXCEPT ![m] = "delivered"]
    /\ UNCHANGED <<outbox, sink, conn, wire, parser, old, reading, handedUp, failed, faults>>
--------------------------------------------------------------------------------
Encode(m) ==
    /\ MayEncode(m) /\ m \notin sender.unfit
    /\ PutIntoSink(m)

EncodeFails(m) ==          \* the success path, as found
    /\ MayEncode(m) /\ m \notin sender.unfit
    /\ Spend("encode")
    /\ sender' = [Rest EXCEPT !.unfit = @ \cup {m}]
    /\ failed' = failed \cup {m}
    /\ UNCHANGED <<status, outbox, connection, reading, handedUp>>

EncodeFailsAgain(m) ==
    /\ MayEncode(m) /\ m \in sender.unfit
    /\ sender' = Rest
    /\ failed' = failed \cup {m}
    /\ UNCHANGED <<status, outbox, connection, reading, handedUp, faults>>
--------------------------------------------------------------------------------
(* The receiver; what it does with a message that it has had is the design's. *)

Answer(m) == acks' = IF conn = "up" /\ m \notin Range(acks) THEN Append(acks, m) ELSE acks

TakeAndAnswer(m) ==
    /\ reading /\ parser = Frame(m)
    /\ parser' = <<>>
    /\ Answer(m)
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, old, reading, failed, faults>>

TakeFromOld(m) ==          \* its sender's half is gone, so nothing answers
    /\ reading /\ old.parser = Frame(m)
    /\ old' = Leftover(old.wire, <<>>)
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, parser, acks, reading, failed, faults>>
--------------------------------------------------------------------------------
BroadcastSteps ==
    \/ WriterSteps
    \/ \E m \in Messages : Encode(m) \/ EncodeFailsAgain(m) \/ Retry(m) \/ TellDelivered(m)
    \/ TimeOutWrite \/ WriteToBroken

Owner == \E m \in Messages : Send(m)

Faults ==
    \/ \E m \in Messages : EncodeFails(m)
    \/ FailWithIoError \/ Sever

\* Each request's timer expires; a correct receiver's answers come in.
BroadcastFairness ==
    /\ WriterFairness /\ GoesOnFairness
    /\ WF_vars(\E m \in Messages : Encode(m))
    /\ WF_vars(\E m \in Messages : EncodeFailsAgain(m))
    /\ \A m \in Messages : WF_vars(Retry(m))
    /\ ~Byzantine => WF_vars(\E m \in Messages : TellDelivered(m))
================================================================================
