------------------------------ MODULE PeerDelivery ------------------------------
(******************************************************************************)
(* Peer delivery, the reference: an acknowledged session over connections.    *)
(*                                                                            *)
(* A bounded outbox keeps every accepted message until the receiver has       *)
(* acknowledged it.  The writer encodes the messages of the outbox into the   *)
(* sink, one at a time, and flushes.  Any write that fails or times out ends  *)
(* the connection, both halves.  The next connection resumes behind the last  *)
(* acknowledged message; the receiver keeps one watermark per session, over   *)
(* all its connections, and drops what it has had.  Giving up is explicit.    *)
(*                                                                            *)
(* The environment and what it leaves out is PeerLink.  Backoff before a      *)
(* reconnect is left out: it changes when, not what.  An acknowledgement      *)
(* names one frame; a cumulative one would be several of these steps.         *)
(******************************************************************************)
EXTENDS PeerLink

\* sender.sent      how many messages of the outbox were encoded on this connection
\* sender.encoded   how many messages of the outbox were encoded ever: their bytes may be out there
\* sender.closed    the owner has given up

TypeOK ==
    /\ LinkTypeOK
    /\ sender \in [sent : 0 .. Len(outbox), encoded : 0 .. Len(outbox), closed : BOOLEAN]
    /\ sender.sent <= sender.encoded

Init ==
    /\ LinkInit
    /\ sender = [sent |-> 0, encoded |-> 0, closed |-> FALSE]

Max(a, b) == IF a < b THEN b ELSE a

\* The receiver's session state, over all connections: the last message that it handed up.
Watermark == IF handedUp = <<>> THEN 0 ELSE handedUp[Len(handedUp)]
--------------------------------------------------------------------------------
(* The owner. *)

Accept(m) ==               \* linearization point: the append to the outbox
    /\ IsNext(m) /\ ~sender.closed /\ Len(outbox) < Capacity
    /\ outbox' = Append(outbox, m)
    /\ status' = [status EXCEPT ![m] = "accepted"]
    /\ UNCHANGED <<sender, connection, reading, handedUp, failed, faults>>

Refuse(m) ==               \* answered at once and with the reason: full, or closed
    /\ IsNext(m)
    /\ sender.closed \/ Len(outbox) >= Capacity
    /\ status' = [status EXCEPT ![m] = "refused"]
    /\ UNCHANGED <<outbox, sender, connection, reading, handedUp, failed, faults>>

GiveUp ==                  \* the owner's deadline or decision ends the session, and with it the connection
    /\ ~sender.closed /\ outbox # <<>>
    /\ sender' = [sent |-> 0, encoded |-> 0, closed |-> TRUE]
    /\ IF InUse THEN EndConnection ELSE UNCHANGED connection
    /\ UNCHANGED <<status, outbox, reading, handedUp, failed, faults>>
--------------------------------------------------------------------------------
(* The writer. *)

IsToEncode(m) ==           \* the sink is empty, and m is the next message that this connection has not carried
    /\ InUse /\ sink = <<>>
    /\ sender.sent + 1 \in DOMAIN outbox /\ m = outbox[sender.sent + 1]

Encode(m) ==               \* linearization point: the frame is in the sink's buffer
    /\ IsToEncode(m)
    /\ sink' = Frame(m)
    /\ sender' = [sender EXCEPT !.sent = @ + 1, !.encoded = Max(@, sender.sent + 1)]
    /\ UNCHANGED <<status, outbox, conn, wire, parser, acks, old, reading, handedUp, failed, faults>>

EncodeFails(m) ==          \* before any byte of m was sent, hence definite: the owner learns, the connection stays
    /\ IsToEncode(m) /\ sender.sent = sender.encoded
    /\ Spend("encode")
    /\ outbox' = SubSeq(outbox, 1, sender.sent) \o SubSeq(outbox, sender.sent + 2, Len(outbox))
    /\ status' = [status EXCEPT ![m] = "undelivered"]
    /\ failed' = failed \cup {m}
    /\ UNCHANGED <<sender, connection, reading, handedUp>>

Flush ==                   \* linearization point: the write call
    /\ MoveHalfToWire
    /\ UNCHANGED <<status, outbox, sender, conn, parser, acks, old, reading, handedUp, failed, faults>>

LoseConnection ==          \* for whatever reason; the outbox stays, and is to be sent from its head
    /\ EndConnection
    /\ sender' = [sender EXCEPT !.sent = 0]
    /\ UNCHANGED <<status, outbox, reading, handedUp>>

FailWrite ==               \* a write that fails takes the connection with it in the same step
    /\ sink # <<>>
    /\ failed' = failed \cup {Head(sink)[1]}
    /\ LoseConnection

TimeOutWrite ==            \* linearization point: the expiry of the write's timer
    /\ WriteIsStuck
    /\ FailWrite
    /\ UNCHANGED faults

WriteToBroken ==           \* a reset connection, seen by a write
    /\ conn = "broken"
    /\ FailWrite
    /\ UNCHANGED faults

FailWithIoError ==         \* the socket reports an error though the connection is up
    /\ conn = "up"
    /\ Spend("io")
    /\ FailWrite
--------------------------------------------------------------------------------
(* The connection. *)

NoticeReset ==             \* a reset connection, seen by the sender's reader
    /\ conn = "broken"
    /\ LoseConnection
    /\ UNCHANGED <<failed, faults>>

Sever ==                   \* the sender's side ends a connection that the receiver can still read
    /\ conn = "up"
    /\ Spend("sever")
    /\ LoseConnection
    /\ UNCHANGED failed

Connect ==                 \* and resume behind the last acknowledged, the head of the outbox
    /\ ~sender.closed
    /\ OpenConnection
    /\ UNCHANGED <<status, outbox, sender, reading, handedUp, faults>>
--------------------------------------------------------------------------------
(* The receiver, and what it tells. *)

TakeOnce(m) == IF m > Watermark THEN HandUp(m) ELSE UNCHANGED handedUp

Take(m) ==                 \* parse, drop what the session has had already, hand up, acknowledge
    /\ reading /\ parser = Frame(m)
    /\ TakeOnce(m)
    /\ parser' = <<>>
    /\ acks' = IF conn = "up" THEN Append(acks, m) ELSE acks
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, old, reading, failed, faults>>

TakeOld(m) ==              \* the same on the connection before: its sender's half is gone, so nothing acknowledges
    /\ reading /\ old.parser = Frame(m)
    /\ TakeOnce(m)
    /\ old' = Leftover(old.wire, <<>>)
    /\ UNCHANGED <<status, outbox, sender, sink, conn, wire, parser, acks, reading, failed, faults>>

TellDelivered(m) ==        \* linearization point: the acknowledgement is read, m leaves the outbox, its receipt completes
    /\ acks # <<>> /\ outbox # <<>>
    /\ m = Head(acks) /\ m = Head(outbox)
    /\ acks' = Tail(acks)
    /\ outbox' = Tail(outbox)
    /\ sender' = [sender EXCEPT !.sent = @ - 1, !.encoded = @ - 1]
    /\ status' = [status EXCEPT ![m] = "delivered"]
    /\ UNCHANGED <<sink, conn, wire, parser, old, reading, handedUp, failed, faults>>

TellUnknown(m) ==          \* after giving up, what is left is returned one by one
    /\ sender.closed
    /\ outbox # <<>> /\ m = Head(outbox)
    /\ outbox' = Tail(outbox)
    /\ status' = [status EXCEPT ![m] = "unknown"]
    /\ UNCHANGED <<sender, connection, reading, handedUp, failed, faults>>
--------------------------------------------------------------------------------
System ==
    \/ \E m \in Messages : \/ Encode(m)
                          \/ TellDelivered(m)
                          \/ TellUnknown(m)
                          \/ Take(m)
                          \/ TakeOld(m)
    \/ Flush \/ TimeOutWrite \/ WriteToBroken
    \/ NoticeReset \/ Connect
    \/ Read \/ ReadOld

Faults ==
    \/ \E m \in Messages : EncodeFails(m)
    \/ FailWithIoError \/ Sever

Owner ==
    \/ \E m \in Messages : Accept(m) \/ Refuse(m)
    \/ GiveUp

Next == System \/ Owner \/ Faults \/ Environment

\* The sender's own steps happen: its tasks run, its timers expire, and it can always connect again in the end.
\* A correct receiver reads on in the end, and its acknowledgements come in; of another nothing is assumed, and
\* then the owner's deadline must expire.  To a correct receiver no progress rests on giving up.
Fairness ==
    /\ WF_vars(\E m \in Messages : Encode(m))
    /\ WF_vars(\E m \in Messages : TellUnknown(m))
    /\ WF_vars(Flush) /\ WF_vars(TimeOutWrite) /\ WF_vars(WriteToBroken)
    /\ WF_vars(NoticeReset) /\ WF_vars(Connect)
    /\ IF Byzantine
       THEN WF_vars(GiveUp)
       ELSE /\ WF_vars(Resume) /\ WF_vars(Read)
            /\ WF_vars(\E m \in Messages : Take(m))
            /\ WF_vars(\E m \in Messages : TellDelivered(m))

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
(* Properties and refinement: the contract's items are the messages, told what their owners are told, and taken   *)
(* when the receiver hands them up.                                                                               *)
INSTANCE DeliveryProperties WITH
    held   <- Range(outbox),
    atRest <- reading /\ ~ENABLED System,
    fate   <- status,
    taken  <- [m \in Messages |-> Times(m)]
================================================================================

Models (MCReference, two half-frames per frame):

    tier       messages  outbox  wire  faults   scenarios
    standard   4         2       1     2        Stall, Reset, EncodeFailure (and resets), IoError, Overlap; Byzantine (no budget)
    deep       5         3       2     3        the same

Only in Overlap does a connection linger: a Sever at any moment stands there for every way in which the sender ends one.
