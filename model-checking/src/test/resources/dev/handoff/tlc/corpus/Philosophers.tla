---------------------------- MODULE Philosophers ----------------------------
EXTENDS Naturals, FiniteSets
CONSTANT N
ASSUME AtLeastTwo == N \in Nat /\ N > 1

VARIABLE fork        \* fork[i] = the philosopher who holds it, or N

Phil == 0 .. N-1
Right(i) == (i + 1) % N
Free == N

Init == fork = [i \in Phil |-> Free]

TakeLeft(i) == /\ fork[i] = Free
               /\ fork' = [fork EXCEPT ![i] = i]

TakeRight(i) == /\ fork[i] = i
                /\ fork[Right(i)] = Free
                /\ fork' = [fork EXCEPT ![Right(i)] = i]

Release(i) == /\ fork[i] = i
              /\ fork[Right(i)] = i
              /\ fork' = [fork EXCEPT ![i] = Free, ![Right(i)] = Free]

Next == \E i \in Phil : TakeLeft(i) \/ TakeRight(i) \/ Release(i)

Spec == Init /\ [][Next]_fork /\ WF_fork(Next)

Eating(i) == fork[i] = i /\ fork[Right(i)] = i
NeighboursDoNotEat == \A i \in Phil : ~(Eating(i) /\ Eating(Right(i)))
SomeoneEats == []<>(\E i \in Phil : Eating(i))
=============================================================================
