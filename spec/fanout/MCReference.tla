------------------------------- MODULE MCReference -----------------------------
EXTENDS CommitFanOut
CONSTANT CommitCount
MCCommits == 1..CommitCount
MCExpiry == [b \in 0..CommitCount |-> IF b = 0 THEN 2 ELSE CommitCount + 1]
================================================================================
