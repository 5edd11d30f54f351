----------------------------- MODULE PeerWitnesses -----------------------------
(******************************************************************************)
(* For each property a state in which its premise is true and its conclusion  *)
(* at stake.  A property whose witness no model reaches says nothing.         *)
(******************************************************************************)
EXTENDS PeerProperties

SomeUnwritten == \E m \in Messages : Accepted(m) /\ Deliveries(m) = 0

WitnessTypeOK             == Ended /\ wire # NoFrames
WitnessNoSilentLoss       == Ended /\ SomeUnwritten
WitnessLatePushAnswered   == Ended /\ late # {}
WitnessWholeOrReported    == Ended /\ \E m \in Messages :
                                 FramesOnWire(m) \notin {{}, 0 .. Fragments[m]}
WitnessOverflowVisible    == overflowed # {}
WitnessFifoPerChannel     == \E c \in Channels : \E i, j \in 1 .. Len(wire[c]) :
                                 wire[c][i][1] # wire[c][j][1]
WitnessNoWriteAfterClose  == writer = "ended" /\ ~Drained
WitnessNoWriteAfterNotice == Announced /\ SomeUnwritten
WitnessBoundedShutdown    == waited > 0 /\ ~Ended
WitnessShutdownTerminates == Closing /\ ~Drained
WitnessNoDeadlock         == /\ Closing /\ sink # <<>>
                             /\ mux # <<>>
                             /\ Len(channel[ChannelOf(Head(mux))]) = ChannelCapacity
WitnessOneFate            == \E m \in Messages :
                                 status[m] = "undelivered" /\ FramesOnWire(m) # {}
WitnessRefinesHandoff     == \E m \in Messages : status[m] = "accepted" /\ Deliveries(m) > 0
================================================================================
