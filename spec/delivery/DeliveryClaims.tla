---------------------------- MODULE DeliveryClaims -----------------------------
(******************************************************************************)
(* What the report says, or what follows from it, as far as it is not one of  *)
(* the protocol's properties already.  Whether each holds is in the manifest. *)
(******************************************************************************)
EXTENDS PeerWriter

\* Progress: a failed write ends its connection.
ClaimFailureEndsConnection == (failed # {}) ~> (conn = "down")

\* Every state: a message whose write failed is dropped, so it never arrives.
ClaimFailedNeverArrives == \A m \in failed : Times(m) = 0

LOCAL IsDropped(m)      == status[m] = "accepted" /\ Times(m) = 0 /\ m \notin HeldByLink
LOCAL OnlyIsDropped(m)  == IsDropped(m) /\ \A k \in Messages \ {m} : Times(k) = 1

\* Every state: it does not happen that this message is dropped, and every other one arrives.
ClaimNeverOnlyFirst  == ~OnlyIsDropped(1)
ClaimNeverOnlySecond == ~OnlyIsDropped(2)
ClaimNeverOnlyLast   == ~OnlyIsDropped(Cardinality(Messages))
================================================================================
