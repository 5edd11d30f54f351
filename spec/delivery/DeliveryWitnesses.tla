---------------------------- MODULE DeliveryWitnesses ----------------------------
(* States in which each property's premise is true and its conclusion is at stake. *)
EXTENDS PeerLink

LOCAL Troubled     == faults < MaxFaults \/ ~reading
LOCAL IsOnTheWay(m) == <<m, 2>> \in Range(sink) \cup Range(wire) \cup Range(parser) \cup Range(old.wire) \cup Range(old.parser)

WitnessTypeOK          == outbox # <<>> /\ sink # <<>> /\ wire # <<>> /\ Troubled
\* accepted, not arrived, and its write has failed or its connection is gone
WitnessNoSilentDrop    == \E m \in Messages : status[m] = "accepted" /\ Times(m) = 0 /\ (m \in failed \/ conn # "up")
WitnessDeliveredOrTold == \E m \in Messages : status[m] = "accepted" /\ Times(m) = 0 /\ Troubled
\* arrived, and about to arrive again
WitnessExactlyOnce     == \E m \in Messages : Times(m) = 1 /\ IsOnTheWay(m)
WitnessFifo            == Len(handedUp) >= 2
\* half of a frame is read
WitnessFrameIntegrity  == Len(parser) = 1 /\ Troubled
WitnessFailureVisible  == failed # {}
WitnessBoundedMemory   == Len(outbox) = Capacity
\* taken, and its owner not yet told
WitnessRefinesHandoff  == \E m \in Messages : status[m] = "accepted" /\ Times(m) = 1 /\ Troubled
================================================================================
