/**
 * Acknowledged sessions and votes: {@code spec/delivery/PeerDelivery.tla}, {@code
 * PeerIsolation.tla} and {@code VoteQuorum.tla} in Java.
 *
 * <p>A {@link dev.handoff.delivery.Session} owes each message that it has accepted to one receiver,
 * over as many connections as that takes; an {@link dev.handoff.delivery.Inbox} hands each up once
 * and in order. {@link dev.handoff.delivery.Peers} are the sessions to several receivers, none of
 * which waits for another. A {@link dev.handoff.delivery.VoteRound} collects votes to a quorum of
 * 2f+1 of n = 3f+1.
 *
 * <pre>{@code
 * Inbox inbox =
 *     new Inbox(
 *         InboxSettings.standard(),
 *         (from, message) -> rounds.dispatch(from, message),   // quick; what it throws comes again
 *         scheduler, EventSink.NONE, metrics);
 * // transport: inbox.accept(peer, session, connection) for each connection that comes in
 * Peers peers =
 *     new Peers(
 *         List.of(bob, carol), SessionSettings.standard(), Encoder.NONE,
 *         dialer, scheduler, clock, random, EventSink.NONE, metrics);
 * peers.open();
 * peers.broadcast(Bytes.utf8("proposal"))
 *     .forEach((peer, receipt) -> receipt.onFate(
 *         fate -> {
 *           if (fate instanceof Fate.Refused refused && refused.reason() == Reason.CLOSED) {
 *             peers.renew(peer);           // the session was given up: begin another
 *           } else if (fate instanceof Fate.Unknown) {
 *             log(peer + " may have it");  // nobody can know; repeat what is idempotent
 *           }
 *         }));
 * peers.close(Deadline.after(clock, Duration.ofSeconds(5)))
 *     .thenAccept(reports -> reports.forEach((peer, report) -> log(peer + " " + report)));
 * }</pre>
 *
 * <table>
 * <caption>Where the steps of the specifications are</caption>
 * <tr><th>action</th><th>method</th></tr>
 * <tr><td>PeerDelivery: Accept, Refuse</td><td>{@code Session.offer}</td></tr>
 * <tr><td>GiveUp, Sever</td><td>{@code Session.giveUp, sever}</td></tr>
 * <tr><td>Encode, EncodeFails, Flush</td><td>{@code Session.encode, encodeFails, flush}</td></tr>
 * <tr><td>TimeOutWrite, WriteToBroken, FailWithIoError</td><td>{@code Session.timeOutWrite,
 * writeToBroken, failWithIoError}; flush calls one of the last two when its write fails</td></tr>
 * <tr><td>NoticeReset, Connect</td><td>{@code Session.noticeReset, connect}</td></tr>
 * <tr><td>TellDelivered, TellUnknown</td><td>{@code Session.tellDelivered, tellUnknown}</td></tr>
 * <tr><td>Read, ReadOld, Take, TakeOld</td><td>{@code SessionReceiver.read, readOld, take,
 * takeOld}</td></tr>
 * <tr><td>Stall, Resume, Reset, LoseOld</td><td>none: what the network and the other process
 * do</td></tr>
 * <tr><td>PeerIsolation: Accept, Refuse</td><td>{@code Peers.offer}</td></tr>
 * <tr><td>Write, TakeAndAcknowledge, TimeOutWrite, GiveUp, TellUnknown</td><td>{@code Peers.write,
 * takeAndAcknowledge, timeOutWrite, giveUp, tellUnknown}</td></tr>
 * <tr><td>VoteQuorum: Vote, TimeOut, FormQuorum, EndByTimeouts</td><td>{@code
 * VoteRound.castVote,
 * timeOut, formQuorum, endByTimeouts}</td></tr>
 * <tr><td>Receive, VoteByzantine</td><td>{@code VoteRound.receive}: a first vote does not show
 * whether its voter is faulty</td></tr>
 * <tr><td>LearnQuorum, LeakQuorum</td><td>{@code VoteRound.learnQuorum}: nor does a quorum show who
 * passed it on</td></tr>
 * <tr><td>Resume</td><td>{@code Session.connect}: the session sends again what is owed</td></tr>
 * <tr><td>FailConnection</td><td>none: the network</td></tr>
 * </table>
 *
 * <p>Beyond the specifications: an offer that is too large, or comes while a session is closing, is
 * refused without a step; a session that its receiver has forgotten is given up; a receiver ends a
 * connection whose bytes make no sense, whose handler throws, or that takes no acknowledgement,
 * which to the sender is a reset.
 */
@EnvironmentActions(
    module = "PeerDelivery",
    actions = {"Stall", "Resume", "Reset", "LoseOld"},
    why = "what the network and the process of the receiver do")
@EnvironmentActions(
    module = "VoteQuorum",
    actions = "FailConnection",
    why = "what the network does; the session only notices it")
@NullMarked
package dev.handoff.delivery;

import dev.handoff.trace.EnvironmentActions;
import org.jspecify.annotations.NullMarked;
