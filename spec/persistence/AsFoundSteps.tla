----------------------------- MODULE AsFoundSteps ------------------------------
(******************************************************************************)
(* The steps of the code as found that its remedies keep: what BatchStore     *)
(* does for one batch (persist_inner, save, insert_to_cache), its collector   *)
(* (update_certified_timestamp, clear_expired_payload) and its construction   *)
(* on a restart.  What differs from design to design is what a failed write   *)
(* does, and what is announced at the end; a design composes these steps of   *)
(* the parts in the middle of this module.                                    *)
(*                                                                            *)
(* A task's places: check, insert, enqueue, write, sign (per batch), then     *)
(* send, announce.  All its steps read the batch that it is at.               *)
(******************************************************************************)
EXTENDS PersistenceProperties

\* The place after the last batch: the message to the author is sent only if something was signed.
AfterPersist(r, signatures) == IF signatures = {} THEN "announce" ELSE "send"

GiveUp(r) ==                  \* persist_inner returns None; persist goes on with the next batch
    /\ GoOn(r, "check", AfterPersist(r, signed[r]))
    /\ UNCHANGED signed

BecomeAccepted(x) == outcome' = [outcome EXCEPT ![x] = "accepted"]
--------------------------------------------------------------------------------
(* save: an expired batch is an error, which is logged (at debug level).  The *)
(* comparison is not under any lock.                                          *)
PassCheck(r) ==
    /\ At(r, "check")
    /\ ~Expired(Expiration(Item(r)))
    /\ GoTo(r, "insert")
    /\ BecomeAccepted(Item(r))
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, announced, node, faults>>

FailCheck(r) ==
    /\ At(r, "check")
    /\ Expired(Expiration(Item(r)))
    /\ GiveUp(r)
    /\ BecomeAccepted(Item(r))
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, taken, announced, node, faults>>
--------------------------------------------------------------------------------
(* insert_to_cache, under the lock of the entry of db_cache.  The charge must *)
(* fit before the replaced entry is freed, so a longer life for a stored      *)
(* batch can be refused although it would take no room.                       *)
KnownAlready(d, e) == cache[d].expiration >= e

SkipWrite(r) ==               \* Ok(false): "no database write needed"
    LET d == Digest(Item(r)) e == Expiration(Item(r))
    IN  /\ At(r, "insert")
        /\ KnownAlready(d, e)
        /\ GoTo(r, "sign")
        /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, announced, outcome, node, faults>>

Insert(r) ==                  \* update_quota, replace_entry (or insert), free_quota of what was replaced
    LET d == Digest(Item(r)) e == Expiration(Item(r))
    IN  /\ At(r, "insert")
        /\ ~KnownAlready(d, e)
        /\ FitsStore(d)
        /\ cache' = [cache EXCEPT ![d] = [expiration |-> e, payload |-> FitsMemory(d)]]
        /\ used' = LET charged == Plus(used, Charge(d, FitsMemory(d)))
                   IN  IF cache[d] = Absent THEN charged ELSE Minus(charged, Charge(d, cache[d].payload))
        /\ GoTo(r, "enqueue")
        /\ UNCHANGED <<time, db, disk, queue, collector, signed, taken, announced, outcome, node, faults>>

ExceedQuota(r) ==             \* Err, logged at debug level
    LET d == Digest(Item(r)) e == Expiration(Item(r))
    IN  /\ At(r, "insert")
        /\ ~KnownAlready(d, e)
        /\ ~FitsStore(d)
        /\ GiveUp(r)
        /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, taken, announced, outcome, node, faults>>

Enqueue(r) ==                 \* TimeExpirations::add_item, under the lock of expirations
    /\ At(r, "enqueue")
    /\ queue' = queue \cup {<<Expiration(Item(r)), Digest(Item(r))>>}
    /\ GoTo(r, "write")
    /\ UNCHANGED <<time, db, disk, cache, used, collector, signed, taken, announced, outcome, node, faults>>

Write(r) ==                   \* QuorumStoreDB::save_batch: a put that is not synced
    /\ At(r, "write")
    /\ db' = [db EXCEPT ![Digest(Item(r))] = Expiration(Item(r))]
    /\ GoTo(r, "sign")
    /\ UNCHANGED <<time, disk, cache, queue, used, collector, signed, taken, announced, outcome, node, faults>>

Sign(r) ==                    \* generate_signed_batch_info; persist pushes the result to its list
    /\ At(r, "sign")
    /\ signed' = [signed EXCEPT ![r] = @ \cup {task[r].batch}]
    /\ GoOn(r, "check", "send")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, taken, announced, outcome, node, faults>>
--------------------------------------------------------------------------------
(* The message to the author and the announcement are one message each.  They *)
(* are judged batch by batch (the contract knows no messages), so each is a   *)
(* step per batch here; nobody waits for a part of a message.                 *)
Send(r) ==                    \* send_signed_batch_info_msg: the signature leaves the node
    /\ At(r, "send")
    /\ taken' = IF task[r].batch \in signed[r] THEN [taken EXCEPT ![Item(r)] = @ + 1] ELSE taken
    /\ GoOn(r, "send", "announce")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, announced, outcome, node, faults>>

\* sender_to_proof_manager.send(ReceiveBatches(batches)), for one batch of the request: whatever became of it.
AnnounceBatch(r) ==
    /\ announced' = [announced EXCEPT ![Item(r)] = IF Stored(Digest(Item(r))) THEN "stored" ELSE "notStored"]
    /\ outcome' = IF task[r].batch \in signed[r] THEN [outcome EXCEPT ![Item(r)] = "delivered"] ELSE outcome
    /\ GoOn(r, "announce", "done")
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, signed, taken, node, faults>>

Persisting(r) == \/ PassCheck(r) \/ FailCheck(r) \/ SkipWrite(r) \/ Insert(r) \/ ExceedQuota(r)
                 \/ Enqueue(r) \/ Write(r) \/ Sign(r) \/ Send(r)
--------------------------------------------------------------------------------
(* PARTS of a failed write: what the database does, and a panic.              *)
WriteFails(r) ==              \* save_batch fails, and nothing was written
    /\ At(r, "write")
    /\ Spend("write")
    /\ UNCHANGED <<db, disk>>

WriteIsInDoubt(r) ==          \* save_batch fails, and yet the record was written
    /\ At(r, "write")
    /\ Spend("doubt")
    /\ db' = [db EXCEPT ![Digest(Item(r))] = Expiration(Item(r))]
    /\ UNCHANGED disk

\* The task unwinds and is at `end` then; or the hook, which runs before any unwinding, ends the process.
Panic(r, end) ==
    IF PanicPolicy = "process" THEN LoseMemory({r})
    ELSE /\ task' = [task EXCEPT ![r] = [pc |-> end, batch |-> 1]]
         /\ UNCHANGED <<time, cache, queue, used, collector, signed, taken, announced, outcome, node>>
--------------------------------------------------------------------------------
(* The collector, update_certified_timestamp: each commit runs it, also one   *)
(* that leaves the certified time as it is (an empty block does), so it may   *)
(* start whenever something is due.                                           *)
Collectable(e) == e + Grace <= time
Due == {d \in Digests : \E e \in Expirations : <<e, d>> \in queue /\ Collectable(e)}

TakeExpired ==                \* TimeExpirations::expire, under the lock of expirations
    /\ node = "up" /\ collector.pc = "idle"
    /\ Due # {}
    /\ collector' = [Idle EXCEPT !.pc = "evict", !.due = Due]
    /\ queue' = {q \in queue : ~Collectable(q[1])}
    /\ UNCHANGED <<time, db, disk, cache, used, task, signed, taken, announced, outcome, node, faults>>

Onward(c) == [c EXCEPT !.pc = IF c.due # {} THEN "evict" ELSE IF c.evicted # {} THEN "delete" ELSE "idle"]

Evict(d) ==                   \* entry.remove(), under the lock of the entry, if it is still expired
    /\ node = "up" /\ collector.pc = "evict"
    /\ d \in collector.due
    /\ cache[d] # Absent
    /\ LET rest == [collector EXCEPT !.due = @ \ {d}]
       IN  IF Collectable(cache[d].expiration)
           THEN /\ cache' = [cache EXCEPT ![d] = Absent]
                /\ collector' = [rest EXCEPT !.pc = "free", !.evicted = @ \cup {d},
                                             !.charge = Charge(d, cache[d].payload)]
           ELSE /\ collector' = Onward(rest)
                /\ UNCHANGED cache
    /\ UNCHANGED <<time, db, disk, queue, used, task, signed, taken, announced, outcome, node, faults>>

FreeQuota ==                  \* free_quota
    /\ node = "up" /\ collector.pc = "free"
    /\ used' = Minus(used, collector.charge)
    /\ collector' = Onward([collector EXCEPT !.charge = NoCharge])
    /\ UNCHANGED <<time, db, disk, cache, queue, task, signed, taken, announced, outcome, node, faults>>

DeleteExpired ==              \* delete_batches, one write for all of them, not synced
    /\ node = "up" /\ collector.pc = "delete"
    /\ db' = [d \in Digests |-> IF d \in collector.evicted THEN 0 ELSE db[d]]
    /\ collector' = Idle
    /\ UNCHANGED <<time, disk, cache, queue, used, task, signed, taken, announced, outcome, node, faults>>

FailDelete ==                 \* fault: delete_batches fails, which is logged (at debug level) and forgotten
    /\ node = "up" /\ collector.pc = "delete"
    /\ Spend("delete")
    /\ collector' = Idle
    /\ UNCHANGED <<time, db, disk, cache, queue, used, task, signed, taken, announced, outcome, node>>

MeetVacant(d) ==              \* unreachable!("Expired entry not in cache")
    /\ node = "up" /\ collector.pc = "evict"
    /\ d \in collector.due
    /\ cache[d] = Absent
    /\ collector' = [Idle EXCEPT !.pc = "dead"]
    /\ UNCHANGED <<time, db, disk, cache, queue, used, task, signed, taken, announced, outcome, node, faults>>

ExitOnVacant ==               \* policy "process": the hook ends the process
    /\ node = "up" /\ collector.pc = "dead"
    /\ PanicPolicy = "process"
    /\ LoseMemory({})
    /\ UNCHANGED <<db, disk, faults>>

Collecting ==
    \/ TakeExpired \/ FreeQuota \/ DeleteExpired \/ ExitOnVacant
    \/ \E d \in Digests : Evict(d) \/ MeetVacant(d)
--------------------------------------------------------------------------------
(* BatchStore::new on a restart.  Records that have expired (with the grace   *)
(* period subtracted from their expiration, not added to it) are left out and *)
(* deleted, in the newer code in the background: that is the collector's last *)
(* step here.                                                                 *)
Alive == {d \in StoredDigests : db[d] > time + Grace}

Restart ==
    /\ MayRestart
    /\ Suffices(Alive)
    /\ Load(Alive)
    /\ node' = "up"
    /\ collector' = IF StoredDigests = Alive THEN Idle
                                             ELSE [Idle EXCEPT !.pc = "delete", !.evicted = StoredDigests \ Alive]
    /\ UNCHANGED <<time, db, disk, task, signed, taken, announced, outcome, faults>>

RefuseToStart ==              \* expect("Storage limit exceeded upon BatchReader construction")
    /\ MayRestart
    /\ ~Suffices(Alive)
    /\ node' = "refused"
    /\ UNCHANGED <<time, db, disk, cache, queue, used, collector, task, signed, taken, announced, outcome, faults>>

Restarting == (\E r \in Requests : TellLost(r)) \/ Restart \/ RefuseToStart
--------------------------------------------------------------------------------
\* What the environment does besides sending requests and failing writes.
World ==
    \/ \E t \in 1..MaxTime : AdvanceTime(t)
    \/ FailDelete \/ Flush \/ Crash \/ LosePower
================================================================================
