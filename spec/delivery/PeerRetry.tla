------------------------------- MODULE PeerRetry -------------------------------
(******************************************************************************)
(* What a retry by the application knows: the writer reports a failed send,   *)
(* and the sending application pushes the same message again, as often as it  *)
(* fails, to the write queue of the same connection, behind what was pushed   *)
(* meanwhile.  It cannot know how much of the message has left.  A message    *)
(* that cannot be encoded fails again each time.  Of messages that the queue  *)
(* loses with the connection nothing is reported: no send of them has failed. *)
(******************************************************************************)
EXTENDS PeerUnanswered

\* sender.unfit   messages that cannot be encoded, as the environment chose

TypeOK ==
    /\ LinkTypeOK
    /\ sender \in [stage : {"idle", "room", "flush"}, hand : {0} \cup Messages, unfit : SUBSET Messages]
    /\ sender.stage = "idle" <=> sender.hand = 0

Init == LinkInit /\ sender = [stage |-> "idle", hand |-> 0, unfit |-> {}]
--------------------------------------------------------------------------------
PushAgain(m) ==            \* the writer is idle, and the application has pushed m again
    /\ Push(m)
    /\ failed' = failed \cup {m}
    /\ UNCHANGED <<status, conn, wire, parser, acks, old, reading, handedUp>>

Encode(m) ==
    /\ MayEncode(m) /\ m \notin sender.unfit
    /\ PutIntoSink(m)

EncodeFails(m) ==
    /\ MayEncode(m) /\ m \notin sender.unfit
    /\ Spend("encode")
    /\ sender' = [Rest EXCEPT !.unfit = @ \cup {m}]
    /\ PushAgain(m)
    /\ UNCHANGED sink

EncodeFailsAgain(m) ==
    /\ MayEncode(m) /\ m \in sender.unfit
    /\ sender' = Rest
    /\ PushAgain(m)
    /\ UNCHANGED <<sink, faults>>
--------------------------------------------------------------------------------
RetrySteps ==
    \/ UnansweredSteps
    \/ \E m \in Messages : Encode(m) \/ EncodeFailsAgain(m)

RetryFairness ==
    /\ UnansweredFairness
    /\ WF_vars(\E m \in Messages : Encode(m))
    /\ WF_vars(\E m \in Messages : EncodeFailsAgain(m))
================================================================================
