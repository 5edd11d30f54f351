------------------------------- MODULE MCAsFound -------------------------------
(* AsFound, bounded.  The numbers are in the .cfg of each scenario, which all *)
(* flawed designs share.                                                      *)
EXTENDS AsFound

CONSTANT CommitCount

INSTANCE MCFanOut WITH resting <- ~ENABLED System

\* an item lies in a component's channel, neither applied nor reported
WitnessRefinesHandoff ==
    \E k \in Range(log), c \in Components : k \in Range(channel[c])

(* Models                  commits  faults  queue bound    deep: commits  faults  queue bound
     BoundedQueue             3       0         1                   4       0         2
     OutOfOrder               3       0    never full               4       0    never full
     Crash*, Hang, ProcessExit, ShutdownCrash
                              2       1    never full               3       2    never full
     NoFault, Shutdown        2       0    never full               3       0    never full
   A channel holds one command in every model.  States and depth are pinned in manifest.json. *)
================================================================================
