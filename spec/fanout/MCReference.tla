------------------------------ MODULE MCReference ------------------------------
(* CommitFanOut, bounded.  The numbers are in the .cfg of each scenario.      *)
EXTENDS CommitFanOut

CONSTANT CommitCount

INSTANCE MCFanOut WITH resting <- ~ENABLED System

\* an item has been taken whose owner has not been told
WitnessRefinesHandoff ==
    \E k \in Range(log), c \in Components : fate[k][c] = "accepted" /\ k \in Range(state[c].applied)

(* Models                  commits  faults  log bound    deep: commits  faults  log bound
     NoFault                  2       0        2                  3       0        3
     BoundedQueue             3       0        1                  4       0        2
     Crash                    2       2        2                  3       3        3
     CrashRestartVolatile     2       2        2                  3       2        3
     CrashRestartDurable      2       2        2                  3       2        3
     Hang                     2       2        1                  3       2        2
     Shutdown                 2       0        2                  3       0        3
     ShutdownCrash            2       2        2                  3       3        3
     OutOfOrder               3       0        3                  4       0        4
     ProcessExit              2       2        2                  3       3        3
   Three faults with three commits make 1,186,524 states in CrashRestartDurable, too many for the
   deep tier's time; two do there.  States and depth are pinned in manifest.json. *)
================================================================================
