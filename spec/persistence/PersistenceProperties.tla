------------------------- MODULE PersistenceProperties -------------------------
(******************************************************************************)
(* What every design of batch persistence is judged by.  The same operators   *)
(* judge all designs.  A property is an invariant (true in every state)       *)
(* unless its comment says otherwise; "at rest" means in every state in which *)
(* the node is up, and no task and no collector is in the midst of its work.  *)
(******************************************************************************)
EXTENDS Persistence

AtRest == /\ node = "up"
          /\ \A r \in Requests : task[r].pc \in Away
          /\ collector.pc \in {"idle", "dead"}

StoredDigests == {d \in Digests : Stored(d)}
CachedDigests == {d \in Digests : cache[d].expiration # 0}
InMemoryNow   == {d \in Digests : cache[d].payload}

\* Reading looks in the cache, and in the database if the cache has only metadata.
Readable(d) == d \in CachedDigests /\ (cache[d].payload \/ Stored(d))
--------------------------------------------------------------------------------
(* A signature that has left the node says: I keep this batch until it        *)
(* expires.  A crash or a power loss does not take the promise back, so it is *)
(* judged while the node is down as well.                                     *)
SignedIsDurable ==
    \A x \in Items : taken[x] > 0 /\ ~Expired(Expiration(x)) => Stored(Digest(x))

(* The milder reading, which forgives a signature that is a little early: the *)
(* promise need be kept only once nothing more is about to be written.        *)
SignedIsDurableAtRest == AtRest => SignedIsDurable

(* What was announced and has not expired can be read from the local store.   *)
AnnouncedIsRetrievable ==
    node = "up" => \A x \in Items : announced[x] # "no" /\ ~Expired(Expiration(x)) => Readable(Digest(x))

(* At the moment of its announcement, a batch was in the database.            *)
AnnouncesOnlyStored == \A x \in Items : announced[x] # "notStored"

(* When a task has ended, each of its batches was reported, or is stored (or  *)
(* was stored, signed, and collected since, when its time had come).          *)
NoSilentFailure ==
    \A x \in Items : task[x[1]].pc \in {"done", "dead"} /\ node = "up" =>
        \/ outcome[x] \notin Pending
        \/ Stored(Digest(x))
        \/ x[2] \in signed[x[1]] /\ Expired(Expiration(x))

(* Liveness: the owner of each batch that arrived is told an outcome, sooner  *)
(* or later.  Batches arrive once and stay told, and there are finitely many, *)
(* so this says the same as a "leads to" for each of them, in one formula:    *)
(* again and again there is nobody who waits.                                 *)
EveryBatchHasAnOutcome ==
    []<>(\A x \in Items : task[x[1]].pc # "new" => outcome[x] \notin Pending)

(* A task that dies takes the process with it (which nobody can overlook), or *)
(* somebody notices and finishes its work; a task lying dead in a node that   *)
(* runs on was noticed by nobody.                                             *)
TaskFailureObserved == node = "up" => \A r \in Requests : task[r].pc # "dead"

(* At rest: what is charged is stored, what is stored is charged, and the     *)
(* balances are the sums of what they count.                                  *)
QuotaMatchesStore ==
    AtRest => /\ CachedDigests = StoredDigests
              /\ used = [batches |-> Cardinality(StoredDigests), bytes |-> Bytes(StoredDigests),
                         memory |-> Bytes(InMemoryNow)]

(* In every state, the expiration in the database is at least the one in the  *)
(* cache (no record is expiration 0): a restart never shortens a batch's life.*)
DatabaseOutlivesCache == \A d \in Digests : cache[d].expiration <= db[d]

(* The milder reading, which forgives a cache that is a little early.         *)
DatabaseOutlivesCacheAtRest == AtRest => DatabaseOutlivesCache

(* The collector never meets a digest that is due and not cached.             *)
CollectorNeverFails == collector.pc # "dead"

(* When a task has ended or died, the signatures it had produced are out.     *)
PartialWorkKept ==
    \A r \in Requests : task[r].pc \in {"done", "dead"} => \A i \in signed[r] : taken[<<r, i>>] > 0

(* A node never refuses to start on what it stored itself.                    *)
RestartSucceeds == node # "refused"
--------------------------------------------------------------------------------
(* REFINEMENT.  An item of the contract is a batch of a request.              *)
(*   status  what its owner knows, without the reason;                        *)
(*   taken   how often a signature of it left the node (Send is Take);        *)
(*   kept    the items delivered whose batch is still stored, or whose        *)
(*           expiration has come and fulfilled the promise.                   *)
(* The owner is told "delivered" when the batch is announced as well.         *)
Status(x) == CASE outcome[x] \in Refused     -> "refused"
               [] outcome[x] \in Undelivered -> "undelivered"
               [] outcome[x] \in Unknown     -> "unknown"
               [] OTHER                      -> outcome[x]

Kept == {x \in Items : outcome[x] = "delivered" /\ (Stored(Digest(x)) \/ Expired(Expiration(x)))}

H == INSTANCE Handoff WITH status <- [x \in Items |-> Status(x)], kept <- Kept

RefinesHandoff == H!Spec
================================================================================
