---- MODULE MCAsFoundVotes ----
EXTENDS AsFoundVotes
====
