------------------------------ MODULE Peterson ------------------------------
EXTENDS Integers, TLC

(* --algorithm Peterson
variables flag = [i \in {0, 1} |-> FALSE], turn = 0;

fair process proc \in {0, 1}
begin
a0: while TRUE do
a1:   flag[self] := TRUE;
a2:   turn := 1 - self;
a3:   await flag[1 - self] = FALSE \/ turn = self;
cs:   skip;
a4:   flag[self] := FALSE;
    end while;
end process;
end algorithm; *)
\* BEGIN TRANSLATION (chksum(pcal) = "5b1a1d2c" /\ chksum(tla) = "9e0c3f44")
VARIABLES pc, flag, turn

vars == << pc, flag, turn >>

ProcSet == ({0, 1})

Init == (* Global variables *)
        /\ flag = [i \in {0, 1} |-> FALSE]
        /\ turn = 0
        /\ pc = [self \in ProcSet |-> "a0"]

a0(self) == /\ pc[self] = "a0"
            /\ pc' = [pc EXCEPT ![self] = "a1"]
            /\ UNCHANGED << flag, turn >>

a1(self) == /\ pc[self] = "a1"
            /\ flag' = [flag EXCEPT ![self] = TRUE]
            /\ pc' = [pc EXCEPT ![self] = "a2"]
            /\ turn' = turn

a2(self) == /\ pc[self] = "a2"
            /\ turn' = 1 - self
            /\ pc' = [pc EXCEPT ![self] = "a3"]
            /\ flag' = flag

a3(self) == /\ pc[self] = "a3"
            /\ flag[1 - self] = FALSE \/ turn = self
            /\ pc' = [pc EXCEPT ![self] = "cs"]
            /\ UNCHANGED << flag, turn >>

cs(self) == /\ pc[self] = "cs"
            /\ TRUE
            /\ pc' = [pc EXCEPT ![self] = "a4"]
            /\ UNCHANGED << flag, turn >>

a4(self) == /\ pc[self] = "a4"
            /\ flag' = [flag EXCEPT ![self] = FALSE]
            /\ pc' = [pc EXCEPT ![self] = "a0"]
            /\ turn' = turn

proc(self) == a0(self) \/ a1(self) \/ a2(self) \/ a3(self) \/ cs(self)
                 \/ a4(self)

Next == (\E self \in {0, 1}: proc(self))

Spec == /\ Init /\ [][Next]_vars
        /\ \A self \in {0, 1} : WF_vars(proc(self))

\* END TRANSLATION

MutualExclusion == ~(pc[0] = "cs" /\ pc[1] = "cs")
Starvation == \A i \in {0, 1} : pc[i] = "a1" ~> pc[i] = "cs"
OftenIn == \A i \in {0, 1} : []<>(pc[i] = "cs")
=============================================================================
