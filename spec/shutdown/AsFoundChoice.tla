----------------------------- MODULE AsFoundChoice -----------------------------
(******************************************************************************)
(* The writer's choice as found: in each round it takes the next frame of     *)
(* either channel or, once it is sent, "close"; on "close" it leaves the loop *)
(* at once, whatever its channels hold.  The choice is unbiased; the biases   *)
(* are there to show that they would mend nothing.  A bias decides only       *)
(* between two that are both ready.                                           *)
(******************************************************************************)
EXTENDS AsFoundPipeline

TakeFrame(c) ==           \* select!: stream.select_next_some()
    /\ writer = "choosing"
    /\ channel[c] # <<>>
    /\ Bias = "closeFirst" => ~CloseSent
    /\ SendNextOf(c)

TakeClose ==              \* select!: close_rx
    /\ writer = "choosing"
    /\ CloseSent
    /\ Bias = "messagesFirst" => channel = NoFrames
    /\ StopReading

Writer == (\E c \in Channels : TakeFrame(c)) \/ TakeClose \/ WriterAtWork

Stages         == MainLoop \/ Multiplexer \/ Writer \/ Flush
StagesFairness == PipelineFairness /\ WF_vars(Writer)
================================================================================
