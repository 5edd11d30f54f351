---------------------------- MODULE PeerUnanswered -----------------------------
(******************************************************************************)
(* Fire and forget: an offer is a push to the peer's write queue, the         *)
(* receiver hands up what it reads and acknowledges nothing, and nobody is    *)
(* told anything.                                                             *)
(******************************************************************************)
EXTENDS PeerWriter

Send(m) ==                 \* linearization point: the push to the write queue
    /\ IsNext(m)
    /\ status' = [status EXCEPT ![m] = "accepted"]
    /\ IF InUse THEN Push(m) ELSE UNCHANGED outbox
    /\ UNCHANGED <<sender, connection, reading, handedUp, failed, faults>>

Take(m) ==                 \* parse and hand up
    /\ reading /\ parser = Frame(m)
    /\ HandUp(m)
    /\ parser' = <<>>
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, acks, old, reading, failed, faults>>

TakeOld(m) ==
    /\ reading /\ old.parser = Frame(m)
    /\ HandUp(m)
    /\ old' = Leftover(old.wire, <<>>)
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, parser, acks, reading, failed, faults>>

SeeEffect(m) ==            \* auxiliary, for the refinement: see there
    /\ status[m] = "accepted" /\ Times(m) > 0
    /\ status' = [status EXCEPT ![m] = "delivered"]
    /\ UNCHANGED <<outbox, sender, connection, reading, handedUp, failed, faults>>
--------------------------------------------------------------------------------
UnansweredSteps ==
    \/ WriterSteps
    \/ \E m \in Messages : Take(m) \/ TakeOld(m) \/ SeeEffect(m)

Owner == \E m \in Messages : Send(m)

UnansweredFairness ==
    /\ WriterFairness
    /\ \A m \in Messages : WF_vars(SeeEffect(m))
    /\ ~Byzantine => /\ WF_vars(\E m \in Messages : Take(m))
                     /\ WF_vars(\E m \in Messages : TakeOld(m))

(* Refinement.  The code tells nobody anything, so by the letter no message ever gets a fate.  The mapping is more *)
(* generous: silence counts as success.  The owner of a message that was handed up sees its effect in the end      *)
(* (a quorum, an answer), and that counts as being told "delivered".                                               *)
================================================================================
