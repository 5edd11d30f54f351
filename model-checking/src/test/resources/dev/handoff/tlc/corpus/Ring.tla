-------------------------------- MODULE Ring --------------------------------
\* The alias is for whoever reads the trace.
EXTENDS Naturals
CONSTANT N
VARIABLE token
Init == token = 0
Pass == token' = (token + 1) % N
Next == Pass
Spec == Init /\ [][Next]_token
NotTwo == token # 2
Readable == [ where |-> token, next |-> (token + 1) % N ]
=============================================================================
