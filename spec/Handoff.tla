-------------------------------- MODULE Handoff --------------------------------
(******************************************************************************)
(* The contract of every handoff in this kit, on one screen.                  *)
(*                                                                            *)
(* An owner offers an item.  The offer is refused, or it is accepted.  An     *)
(* accepted item gets exactly one fate, and its owner is told which:          *)
(*                                                                            *)
(*    delivered    the other side took it, and keeps what it promised,        *)
(*    undelivered  the other side did not take it, and never will,            *)
(*    unknown      the other side may have taken it, or may take it yet.      *)
(*                                                                            *)
(* The safety half is Init and [][Next]_vars: one fate, a true one, and no    *)
(* item taken twice.  The liveness half is Told.  Silent loss (accepted, then *)
(* never heard of again) satisfies the safety half for ever, which is why a   *)
(* refinement of this module is always checked in both halves.                *)
(*                                                                            *)
(* Left out: time, order, capacity, and why an offer is refused.  Each        *)
(* protocol states those itself, about the same items.                        *)
(******************************************************************************)
EXTENDS Naturals

CONSTANT Items            \* what may be offered

VARIABLES
    status,               \* status[i]: what the owner of i knows
    taken,                \* taken[i]: how often the other side took i (a count: a set would hide a double delivery)
    kept                  \* the items told "delivered" whose data promise still stands (expiry fulfils a promise)

vars == <<status, taken, kept>>

Fates == {"delivered", "undelivered", "unknown"}

TypeOK ==
    /\ status \in [Items -> {"new", "refused", "accepted"} \cup Fates]
    /\ taken \in [Items -> Nat]
    /\ kept \subseteq Items

Init ==
    /\ status = [i \in Items |-> "new"]
    /\ taken = [i \in Items |-> 0]
    /\ kept = {}
--------------------------------------------------------------------------------
Answer(i, answer) ==      \* the answer to an offer: "refused" or "accepted"
    /\ status[i] = "new"
    /\ status' = [status EXCEPT ![i] = answer]
    /\ UNCHANGED <<taken, kept>>

Take(i) ==                \* the other side takes the item, at most once
    /\ status[i] \in {"accepted", "unknown"}
    /\ taken[i] = 0
    /\ taken' = [taken EXCEPT ![i] = 1]
    /\ UNCHANGED <<status, kept>>

Tell(i, fate) ==          \* the owner learns the fate, and it is true
    /\ status[i] = "accepted"
    /\ fate = "delivered" => taken[i] = 1
    /\ fate = "undelivered" => taken[i] = 0
    /\ status' = [status EXCEPT ![i] = fate]
    /\ kept' = IF fate = "delivered" THEN kept \cup {i} ELSE kept
    /\ UNCHANGED taken

Next ==
    \E i \in Items :
        \/ \E answer \in {"refused", "accepted"} : Answer(i, answer)
        \/ Take(i)
        \/ \E fate \in Fates : Tell(i, fate)

\* No item stays accepted for ever.  Only Tell leads out of "accepted" and it is enabled there,
\* so this is WF_vars(\E fate \in Fates : Tell(i, fate)), without an ENABLED to evaluate.
Told == \A i \in Items : []<>(status[i] # "accepted")

Spec == Init /\ [][Next]_vars /\ Told
--------------------------------------------------------------------------------
ExactlyOneFate == \A i \in Items : taken[i] <= 1
TrueFate       == \A i \in Items : /\ status[i] = "delivered" => taken[i] = 1
                                   /\ status[i] \in {"new", "refused", "undelivered"} => taken[i] = 0
KeptPromise    == \A i \in Items : status[i] = "delivered" => i \in kept
AlwaysTold     == \A i \in Items : status[i] = "accepted" ~> status[i] \in Fates
================================================================================
