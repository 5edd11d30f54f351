---- MODULE MCVoteQuorum ----
EXTENDS VoteQuorum
====
