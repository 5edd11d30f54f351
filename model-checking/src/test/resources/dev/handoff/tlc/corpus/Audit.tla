-------------------------------- MODULE Audit --------------------------------
\* The log is for the reader only; a view keeps it out of the state space.
EXTENDS Naturals, Sequences
VARIABLES balance, log
Init == balance = 2 /\ log = <<>>
Deposit == balance < 5 /\ balance' = balance + 1 /\ log' = Append(log, "deposit")
Withdraw == balance > 0 /\ balance' = balance - 1 /\ log' = Append(log, "withdraw")
Next == Deposit \/ Withdraw
Spec == Init /\ [][Next]_<<balance, log>>
JustBalance == balance
Solvent == balance >= 0
NeverBroke == balance > 0
==============================================================================
