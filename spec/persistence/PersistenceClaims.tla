--------------------------- MODULE PersistenceClaims ---------------------------
(* Questions that claims of the report ask, and that no property asks of every*)
(* design.  The manifest says which model answers which.                      *)
EXTENDS PersistenceProperties

\* "Batches are announced even when persistence panics": never, if this holds.
ClaimDeadTaskAnnouncedNothing ==
    \A x \in Items : task[x[1]].pc = "dead" => announced[x] = "no"

\* "After the panic the batch cannot be read": it always can, if this holds (a task dead of its only batch, before a restart).
ClaimReadableAfterPanic ==
    node = "up" => \A r \in Requests :
        task[r].pc = "dead" /\ Len(Batches[r]) = 1 => Readable(Digest(<<r, 1>>))

\* "Catching the panic confines it to its task": asked where nothing else ends the process.
ClaimNodeStaysUp == node = "up"
================================================================================
