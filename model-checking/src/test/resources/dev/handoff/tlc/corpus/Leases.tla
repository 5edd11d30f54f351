------------------------------- MODULE Leases -------------------------------
\* Interchangeable clients: the model says so with a symmetry set.
EXTENDS Naturals, FiniteSets, TLC
CONSTANTS Client, Nobody, MaxEpoch
ASSUME Nobody \notin Client

VARIABLES holder, epoch, believes

vars == <<holder, epoch, believes>>
Symmetric == Permutations(Client)

Init == /\ holder = Nobody
        /\ epoch = 0
        /\ believes = [c \in Client |-> 0]

Acquire(c) == /\ holder = Nobody
              /\ epoch < MaxEpoch
              /\ holder' = c
              /\ epoch' = epoch + 1
              /\ believes' = [believes EXCEPT ![c] = epoch + 1]

Expire == holder # Nobody /\ holder' = Nobody /\ UNCHANGED <<epoch, believes>>

Notice(c) == /\ believes[c] # 0
             /\ holder # c
             /\ believes' = [believes EXCEPT ![c] = 0]
             /\ UNCHANGED <<holder, epoch>>

Next == Expire \/ \E c \in Client : Acquire(c) \/ Notice(c)
Spec == Init /\ [][Next]_vars

OneBeliever == Cardinality({c \in Client : believes[c] # 0}) <= 1
NewestHolds == \A c \in Client : believes[c] = epoch /\ holder # Nobody => c = holder \/ believes[c] = 0
DistinctEpochs == \A c, d \in Client : c # d /\ believes[c] = believes[d] => believes[c] = 0
=============================================================================
