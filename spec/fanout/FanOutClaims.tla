------------------------------ MODULE FanOutClaims -----------------------------
(* Claims of the audit report that are no property of the protocol, asked of  *)
(* the design as found.                                                       *)
EXTENDS AsFound

LOCAL Differs ==
    \E c, d \in Components :
        status[c] = "up" /\ status[d] = "up" /\ Range(state[c].applied) # Range(state[d].applied)

\* Once live components disagree at rest, they disagree for ever.
ClaimDisagreementIsForever == [](~NoDisagreement => []Differs)

\* The coordinator never panics.
ClaimNeverPanics == coordinator.mode # "dead"

\* The coordinator never finds a channel full.
ClaimNeverFull ==
    \A c \in Components :
        IsServing(c) /\ coordinator.command # <<StopSignal>> => Len(channel[c]) < ChannelBound
================================================================================
