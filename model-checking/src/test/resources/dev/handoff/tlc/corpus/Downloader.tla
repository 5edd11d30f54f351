----------------------------- MODULE Downloader -----------------------------
EXTENDS Naturals
VARIABLES left, state
vars == <<left, state>>

Init == left = 3 /\ state = "idle"
Start == state = "idle" /\ state' = "running" /\ UNCHANGED left
Chunk == state = "running" /\ left > 0 /\ left' = left - 1 /\ UNCHANGED state
Finish == state = "running" /\ left = 0 /\ state' = "done" /\ UNCHANGED left
Rest == state = "done" /\ UNCHANGED vars
Next == Start \/ Chunk \/ Finish \/ Rest

\* Nobody promises that the download is ever started.
Spec == Init /\ [][Next]_vars /\ WF_vars(Chunk) /\ WF_vars(Finish)

Finishes == <>(state = "done")
StartedFinishes == (state = "running") ~> (state = "done")
StaysDone == [](state = "done" => [](state = "done"))
=============================================================================
