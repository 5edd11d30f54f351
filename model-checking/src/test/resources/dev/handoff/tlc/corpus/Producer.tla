------------------------------ MODULE Producer ------------------------------
\* Unbounded queue, bounded by a state constraint.
EXTENDS Naturals, Sequences
VARIABLES queue, next, consumed
vars == <<queue, next, consumed>>

Init == queue = <<>> /\ next = 1 /\ consumed = 0
Produce == queue' = Append(queue, next) /\ next' = next + 1 /\ UNCHANGED consumed
Consume == /\ queue # <<>>
           /\ consumed' = Head(queue)
           /\ queue' = Tail(queue)
           /\ UNCHANGED next
Next == Produce \/ Consume
Spec == Init /\ [][Next]_vars

Small == Len(queue) <= 3 /\ next <= 6
Sorted == \A i, j \in 1..Len(queue) : i < j => queue[i] < queue[j]
NothingSkipped == \A i \in 1..Len(queue) : queue[i] = consumed + i
NeverFour == Len(queue) < 4     \* false, in a state beyond the constraint
=============================================================================
