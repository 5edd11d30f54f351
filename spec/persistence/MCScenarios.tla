------------------------------ MODULE MCScenarios ------------------------------
(* What the models of all designs have in common: the requests that the       *)
(* configurations choose from, and a witness for each property.               *)
EXTENDS PersistenceProperties

B(d, e) == [digest |-> d, expiration |-> e]

\* Requests for one digest; a name lists their expirations.
One1    == << <<B(1, 1)>> >>
One1Two == << <<B(1, 1)>>, <<B(2, 2)>> >>
One12   == << <<B(1, 1)>>, <<B(1, 2)>> >>
One121  == << <<B(1, 1)>>, <<B(1, 2)>>, <<B(1, 1)>> >>
One122  == << <<B(1, 1)>>, <<B(1, 2)>>, <<B(1, 2)>> >>
One123  == << <<B(1, 1)>>, <<B(1, 2)>>, <<B(1, 3)>> >>
One1212 == << <<B(1, 1)>>, <<B(1, 2)>>, <<B(1, 1)>>, <<B(1, 2)>> >>

\* A request of several batches, and further requests for its first digest.
Pair2     == << <<B(1, 1), B(2, 1)>>, <<B(1, 2)>> >>
Pair21    == << <<B(1, 1), B(2, 1)>>, <<B(1, 2)>>, <<B(1, 1)>> >>
Triple21  == << <<B(1, 1), B(2, 1), B(3, 1)>>, <<B(1, 2)>>, <<B(1, 1)>> >>

\* Two digests that compete for the author's quota.
Rival2    == << <<B(2, 1), B(1, 1)>>, <<B(1, 2)>> >>
Rival21   == << <<B(2, 1), B(1, 1)>>, <<B(1, 2), B(1, 1)>> >>

\* Two digests in requests of their own.
Two11     == << <<B(1, 1)>>, <<B(2, 1)>> >>
Two111    == << <<B(1, 1)>>, <<B(2, 1)>>, <<B(1, 1)>> >>

SizeOne    == [d \in 1..3 |-> 1]
SizeGrows  == [d \in 1..3 |-> d]
--------------------------------------------------------------------------------
(* WITNESSES.  Each is reachable in some model, or the property of its name   *)
(* would say nothing there: its premise is true and its conclusion at stake.  *)
WorksOn(y)   == task[y[1]].pc \notin Away /\ task[y[1]].batch = y[2]
HasEnded(x)  == task[x[1]].pc \in {"done", "dead"}
Others(x)    == {y \in Items \ {x} : Digest(y) = Digest(x)}
Contested(x) == (\E y \in Others(x) : WorksOn(y)) \/ Digest(x) \in collector.due \cup collector.evicted
Promised(x)  == taken[x] > 0 /\ ~Expired(Expiration(x))
AWriteFailed == faults.write < WriteFailures \/ faults.doubt < WritesInDoubt

WitnessTypeOK                 == CachedDigests # {} /\ queue # {} /\ used # NoCharge
WitnessSignedIsDurable        == \E x \in Items : Promised(x) /\ (Contested(x) \/ node = "down")
WitnessSignedIsDurableAtRest  == AtRest /\ \E x \in Items : Promised(x) /\ \E y \in Others(x) : HasEnded(y)
WitnessAnnouncedIsRetrievable ==
    node = "up" /\ \E x \in Items : announced[x] # "no" /\ ~Expired(Expiration(x)) /\ Contested(x)
WitnessAnnouncesOnlyStored    ==
    \E x \in Items : WorksOn(x) /\ task[x[1]].pc = "announce" /\ \E y \in Items \ {x} : outcome[y] # "new"
WitnessNoSilentFailure        == \E x \in Items : HasEnded(x) /\ outcome[x] # "delivered"
WitnessEveryBatchHasAnOutcome == \E x \in Items : WorksOn(x) /\ outcome[x] \in Pending /\ Contested(x)
WitnessTaskFailureObserved    == AWriteFailed /\ node = "up"
WitnessQuotaMatchesStore      ==
    AtRest /\ used # NoCharge /\ \E x \in Items : HasEnded(x) /\ (outcome[x] # "delivered" \/ \E y \in Others(x) : HasEnded(y))
WitnessDatabaseOutlivesCache  ==
    \E x \in Items : WorksOn(x) /\ task[x[1]].pc = "write" /\ Digest(x) \in CachedDigests
WitnessDatabaseOutlivesCacheAtRest ==
    AtRest /\ \E x \in Items : HasEnded(x) /\ Digest(x) \in CachedDigests
                               /\ \E y \in Others(x) : HasEnded(y) /\ Expiration(y) # Expiration(x)
WitnessCollectorNeverFails    ==
    \E x \in Items : Digest(x) \in collector.due \cup collector.evicted /\ WorksOn(x)
WitnessPartialWorkKept        == AWriteFailed /\ \E r \in Requests : signed[r] # {} /\ signed[r] # DOMAIN Batches[r]
WitnessRestartSucceeds        == node = "down" /\ StoredDigests # {}
WitnessRefinesHandoff         == \E x, y \in Items : x # y /\ outcome[x] = "delivered" /\ outcome[y] = "accepted" /\ taken[y] = 0
================================================================================
