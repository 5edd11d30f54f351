------------------------------- MODULE Tokens -------------------------------
EXTENDS Naturals, Bags, FiniteSets, Sequences, TLC

VARIABLES bag, spent

RECURSIVE SumOf(_, _)
SumOf(f, S) == IF S = {} THEN 0
               ELSE LET x == CHOOSE y \in S : TRUE
                    IN  f[x] + SumOf(f, S \ {x})

RECURSIVE Reverse(_)
Reverse(s) == IF s = <<>> THEN <<>> ELSE Append(Reverse(Tail(s)), Head(s))

Worth == ("penny" :> 1) @@ ("nickel" :> 5) @@ ("dime" :> 10)
Coins == DOMAIN Worth
Smallest == CHOOSE c \in Coins : \A d \in Coins : Worth[c] <= Worth[d]

Init == bag = EmptyBag /\ spent = <<>>

Earn(c) == /\ BagCardinality(bag) < 3
           /\ bag' = bag (+) SetToBag({c})
           /\ UNCHANGED spent

Spend(c) == /\ BagIn(c, bag)
            /\ Len(spent) < 2
            /\ bag' = bag (-) SetToBag({c})
            /\ spent' = Append(spent, c)

Next == \E c \in Coins : Earn(c) \/ Spend(c)

Value == SumOf([c \in BagToSet(bag) |-> Worth[c] * CopiesIn(c, bag)], BagToSet(bag))
TypeOK == IsABag(bag) /\ spent \in Seq(Coins)
Bounded == Value <= 30 /\ Reverse(Reverse(spent)) = spent
NotRich == Value < 25
NotOnlyPennies == ~(Len(spent) = 2 /\ \A i \in 1..2 : spent[i] = Smallest)
=============================================================================
