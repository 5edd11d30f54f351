--------------------------- MODULE BatchPersistence ----------------------------
(******************************************************************************)
(* The reference design of batch persistence.                                 *)
(*                                                                            *)
(* A digest has one owner at a time: the task that persists it, or the        *)
(* collector that removes it.  The owner works in this order, and a place of  *)
(* a task says how far it is:                                                 *)
(*                                                                            *)
(*   check     waits for the digest; refuses, or reserves quota and owns it   *)
(*   write     durable write                                                  *)
(*   publish   cache and expiration queue                                     *)
(*   sign, send, announce    what is stored, and nothing else                 *)
(*   remove, release         after a failed write: remove what may have been  *)
(*                           written, only then give back the quota; report   *)
(*                                                                            *)
(* Hence the rules that the invariants at the end state: the database is      *)
(* ahead of the cache, the quota is ahead of the database, and a signature is *)
(* behind all of them.  A digest that is stored already needs no second       *)
(* charge to live longer, and a failed attempt to prolong it leaves it as it  *)
(* was: the shorter promise holds with either record.                         *)
(*                                                                            *)
(* Every method that is one action runs under the lock of the store, except   *)
(* the calls of the database, the signer and the network (Write, Remove,      *)
(* Delete, Sign, Send), which the ownership of the digest protects.           *)
(*                                                                            *)
(* Left out: that a signature or a message cannot be produced or handed to    *)
(* the network layer (the task would report it; the batch stays stored and    *)
(* charged until it expires, as after a crash).                               *)
(******************************************************************************)
EXTENDS PersistenceProperties

Working == {"write", "publish", "sign", "send", "announce", "remove", "release"}

\* Ownership is where control is; in Java, a map from digest to owner kept in step with the places.
Collector   == 0
OwnersOf(d) == {r \in Requests : task[r].pc \in Working /\ Digest(Item(r)) = d}
                   \cup (IF d \in collector.evicted THEN {Collector} ELSE {})
IsFree(d)   == OwnersOf(d) = {}

Prolongs(d) == cache[d] # Absent      \* the task that owns d gives a stored batch a later expiration
--------------------------------------------------------------------------------
(* ADMISSION: one critical section of the store per step.                     *)

\* The task of r is at a batch that nobody owns.  A second request for a digest in flight waits here.
MayAdmit(r) == At(r, "check") /\ IsFree(Digest(Item(r)))

Refuse(r, reason) ==
    /\ outcome' = [outcome EXCEPT ![Item(r)] = reason]
    /\ GoOn(r, "check", "done")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, announced, node, faults>>

RefuseExpired(r) ==
    /\ MayAdmit(r)
    /\ Expired(Expiration(Item(r)))
    /\ Refuse(r, "expired")

RefuseOverQuota(r) ==
    LET d == Digest(Item(r))
    IN  /\ MayAdmit(r)
        /\ ~Expired(Expiration(Item(r)))
        /\ ~Prolongs(d) /\ ~FitsStore(d)
        /\ Refuse(r, "overQuota")

Reserve(r) ==                 \* owns the digest, and reserves what the database will hold
    LET d == Digest(Item(r)) e == Expiration(Item(r))
    IN  /\ MayAdmit(r)
        /\ ~Expired(e)
        /\ cache[d].expiration < e
        /\ Prolongs(d) \/ FitsStore(d)
        /\ used' = IF Prolongs(d) THEN used ELSE Plus(used, Charge(d, FALSE))
        /\ outcome' = [outcome EXCEPT ![Item(r)] = "accepted"]
        /\ GoTo(r, "write")
        /\ UNCHANGED <<time, db, disk, cache, queue, collector, signed, taken, announced, node, faults>>

FindStored(r) ==              \* owns the digest; what is cached is durable, so it can be signed
    LET d == Digest(Item(r)) e == Expiration(Item(r))
    IN  /\ MayAdmit(r)
        /\ ~Expired(e)
        /\ cache[d].expiration >= e
        /\ outcome' = [outcome EXCEPT ![Item(r)] = "accepted"]
        /\ GoTo(r, "sign")
        /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, announced, node, faults>>
--------------------------------------------------------------------------------
(* STORING *)

Write(r) ==                   \* linearization point: the synced commit of the (group) transaction
    LET d == Digest(Item(r)) e == Expiration(Item(r))
    IN  /\ At(r, "write")
        /\ db' = [db EXCEPT ![d] = e]
        /\ disk' = [disk EXCEPT ![d] = e]
        /\ GoTo(r, "publish")
        /\ UNCHANGED <<time, cache, queue, used, collector, signed, taken, announced, outcome, node, faults>>

Publish(r) ==                 \* the cache entry, with the payload if memory suffices, and its only place in the queue
    LET d == Digest(Item(r))
        e == Expiration(Item(r))
        payload == IF Prolongs(d) THEN cache[d].payload ELSE FitsMemory(d)
    IN  /\ At(r, "publish")
        /\ cache' = [cache EXCEPT ![d] = [expiration |-> e, payload |-> payload]]
        /\ queue' = {q \in queue : q[2] # d} \cup {<<e, d>>}
        /\ used' = IF payload /\ ~Prolongs(d) THEN [used EXCEPT !.memory = @ + Size[d]] ELSE used
        /\ GoTo(r, "sign")
        /\ UNCHANGED <<time, db, disk, collector, signed, taken, announced, outcome, node, faults>>

Sign(r) ==
    /\ At(r, "sign")
    /\ signed' = [signed EXCEPT ![r] = @ \cup {task[r].batch}]
    /\ GoTo(r, "send")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, taken, announced, outcome, node, faults>>

Send(r) ==                    \* the signature leaves the node, before the next batch of the request is begun
    /\ At(r, "send")
    /\ taken' = [taken EXCEPT ![Item(r)] = @ + 1]
    /\ GoTo(r, "announce")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, announced, outcome, node, faults>>

Announce(r) ==                \* to the proof manager; the receipt completes, and the digest is free again
    LET x == Item(r)
    IN  /\ At(r, "announce")
        /\ announced' = [announced EXCEPT ![x] = IF Stored(Digest(x)) THEN "stored" ELSE "notStored"]
        /\ outcome' = [outcome EXCEPT ![x] = "delivered"]
        /\ GoOn(r, "check", "done")
        /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, node, faults>>
--------------------------------------------------------------------------------
(* FAILURE.  Whether or not the write took effect, nothing of it may remain,  *)
(* unless an earlier record was there: that one's promise goes on.            *)

AfterFailure(r) == IF Prolongs(Digest(Item(r))) THEN "release" ELSE "remove"

Remove(r) ==                  \* a synced delete; it is tried again until it succeeds
    LET d == Digest(Item(r))
    IN  /\ At(r, "remove")
        /\ db' = [db EXCEPT ![d] = 0]
        /\ disk' = [disk EXCEPT ![d] = 0]
        /\ GoTo(r, "release")
        /\ UNCHANGED <<time, cache, queue, used, collector, signed, taken, announced, outcome, node, faults>>

Release(r) ==                 \* the reservation is given back, the owner told, and the digest is free again
    LET d == Digest(Item(r))
    IN  /\ At(r, "release")
        /\ used' = IF Prolongs(d) THEN used ELSE Minus(used, Charge(d, FALSE))
        /\ outcome' = [outcome EXCEPT ![Item(r)] = "writeFailed"]
        /\ GoOn(r, "check", "done")
        /\ UNCHANGED <<time, db, disk, cache, queue, collector, signed, taken, announced, node, faults>>
--------------------------------------------------------------------------------
(* THE COLLECTOR takes one digest at a time, as its owner, from the cache and *)
(* from the database; only then is its quota free.                            *)
Collectable(e) == e + Grace <= time

Evict(d) ==                   \* owns a digest that is due; out of the queue and the cache in one critical section
    /\ node = "up" /\ collector.pc = "idle"
    /\ IsFree(d)
    /\ cache[d] # Absent /\ Collectable(cache[d].expiration)
    /\ cache' = [cache EXCEPT ![d] = Absent]
    /\ queue' = {q \in queue : q[2] # d}
    /\ collector' = [Idle EXCEPT !.pc = "delete", !.evicted = {d}, !.charge = Charge(d, cache[d].payload)]
    /\ UNCHANGED <<time, db, disk, used, task, signed, taken, announced, outcome, node, faults>>

Delete ==                     \* a synced delete; it is tried again until it succeeds
    /\ node = "up" /\ collector.pc = "delete"
    /\ db' = [d \in Digests |-> IF d \in collector.evicted THEN 0 ELSE db[d]]
    /\ disk' = [d \in Digests |-> IF d \in collector.evicted THEN 0 ELSE disk[d]]
    /\ collector' = [collector EXCEPT !.pc = "free"]
    /\ UNCHANGED <<time, cache, queue, used, task, signed, taken, announced, outcome, node, faults>>

Free ==                       \* the quota, and the digest
    /\ node = "up" /\ collector.pc = "free"
    /\ used' = Minus(used, collector.charge)
    /\ collector' = Idle
    /\ UNCHANGED <<time, db, disk, cache, queue, task, signed, taken, announced, outcome, node, faults>>
--------------------------------------------------------------------------------
(* RESTART: the node charges and caches whatever its database holds, expired  *)
(* or not; the collector does the rest.  Since the quota was ahead of the     *)
(* database before the crash, it suffices.                                    *)
Restart ==
    /\ MayRestart
    /\ Suffices(StoredDigests)
    /\ Load(StoredDigests)
    /\ node' = "up"
    /\ UNCHANGED <<time, db, disk, collector, task, signed, taken, announced, outcome, faults>>

RefuseToStart ==              \* never happens: RestartSucceeds
    /\ MayRestart
    /\ ~Suffices(StoredDigests)
    /\ node' = "refused"
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, task, signed, taken, announced, outcome, faults>>
--------------------------------------------------------------------------------
(* FAULTS of the database, each reported to the caller                        *)
FailWrite(r) ==               \* nothing was written
    /\ At(r, "write")
    /\ Spend("write")
    /\ GoTo(r, AfterFailure(r))
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, announced, outcome, node>>

LeaveWriteInDoubt(r, synced) ==   \* the record was written, and is on the disk or not; that differs only if the power may yet fail
    LET d == Digest(Item(r)) e == Expiration(Item(r))
    IN  /\ At(r, "write")
        /\ Spend("doubt")
        /\ synced \/ faults.power > 0
        /\ db' = [db EXCEPT ![d] = e]
        /\ disk' = IF synced THEN [disk EXCEPT ![d] = e] ELSE disk
        /\ GoTo(r, AfterFailure(r))
        /\ UNCHANGED <<time, cache, queue, used, collector, signed, taken, announced, outcome, node>>

FailRemove(r) ==              \* a deletion fails without effect; one that fails with effect is a success that is repeated
    /\ At(r, "remove")
    /\ Spend("delete")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, task, signed, taken, announced, outcome, node>>

FailDelete ==
    /\ node = "up" /\ collector.pc = "delete"
    /\ Spend("delete")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, task, signed, taken, announced, outcome, node>>
--------------------------------------------------------------------------------
Admit(r) == RefuseExpired(r) \/ RefuseOverQuota(r) \/ Reserve(r) \/ FindStored(r)
Work(r)  == Write(r) \/ Publish(r) \/ Sign(r) \/ Send(r) \/ Announce(r) \/ Remove(r) \/ Release(r)

System ==
    \/ \E r \in Requests : Admit(r) \/ Work(r) \/ TellLost(r)
    \/ \E d \in Digests : Evict(d)
    \/ Delete \/ Free \/ Restart \/ RefuseToStart

Environment ==
    \/ \E r \in Requests : Receive(r) \/ FailWrite(r) \/ FailRemove(r)
    \/ \E r \in Requests, synced \in BOOLEAN : LeaveWriteInDoubt(r, synced)
    \/ \E t \in 1..MaxTime : AdvanceTime(t)
    \/ FailDelete \/ Flush \/ Crash \/ LosePower

Next == System \/ Environment

(* A digest is free again and again while others ask for it too: whoever      *)
(* waits for it, a task or the collector, gets it some time (strong fairness, *)
(* a fair lock; for what a task does once it owns the digest, strong says no  *)
(* more than weak, because nothing disables it but a crash).  A node that is  *)
(* down is restarted, and its owners see that it was.  The environment owes   *)
(* nothing; that the database does not fail for ever is in the finite number  *)
(* of its faults.                                                             *)
Fairness ==
    /\ \A r \in Requests : SF_vars(Admit(r) \/ Work(r))
    /\ SF_vars((\E d \in Digests : Evict(d)) \/ Delete \/ Free)
    /\ WF_vars((\E r \in Requests : TellLost(r)) \/ Restart \/ RefuseToStart)

Spec == Init /\ [][Next]_vars /\ Fairness
--------------------------------------------------------------------------------
(* The rules of the header, as invariants; the properties rest on them. *)
OneOwner == \A d \in Digests : Cardinality(OwnersOf(d)) <= 1

QuotaIsAhead == node = "up" => /\ Cardinality(StoredDigests) <= used.batches
                               /\ Bytes(StoredDigests) <= used.bytes

SignatureIsBehind == \A r \in Requests : At(r, "sign") \/ At(r, "send") \/ At(r, "announce") =>
                         cache[Digest(Item(r))].expiration >= Expiration(Item(r))

Rules == OneOwner /\ QuotaIsAhead /\ SignatureIsBehind
================================================================================
