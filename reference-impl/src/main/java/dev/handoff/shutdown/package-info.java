/**
 * The outbound half of a peer connection, and its close: {@code spec/shutdown/PeerShutdown.tla} in
 * Java. What an application hands to a connection that closes is written or comes back, in bounded
 * time, and the application is told which.
 *
 * <pre>
 * offer -> request queue -> main loop -> write queue -> multiplexer
 *       -> message channel | stream channel -> writer -> sink -> connection
 * </pre>
 *
 * <p>The outermost queue refuses when it is full or closed. No other queue drops: a full one makes
 * the stage before it wait. At the deadline of a close, a message comes back as unknown if its last
 * frame is in the sink, and as undelivered from wherever else that frame is.
 *
 * <pre>{@code
 * OutboundConnection peer =
 *     new OutboundConnection(
 *         connection, OutboundSettings.defaults(), scheduler, clock, EventSink.NONE, metrics,
 *         report -> reconnectLater(report.peer(), report.cause()));
 * peer.offer(vote).onFate(fate -> log(fate));
 *
 * // Later: at most five seconds, however long the queues are and whatever the peer does.
 * peer.close(Deadline.after(clock, Duration.ofSeconds(5)))
 *     .thenAccept(
 *         report -> {
 *           for (CloseReport.Returned back : report.returned()) {
 *             keep(back.message(), back.fate());
 *           }
 *         });
 *
 * // The other side: frames into messages.
 * FrameParser parser = new FrameParser(OutboundSettings.defaults().maxPayloadBytes());
 * Reassembler reassembler = new Reassembler(OutboundSettings.defaults().maxMessageBytes());
 * while (parser.readFrom(connection) > 0) {
 *   for (Optional<Frame> frame = parser.next(); frame.isPresent(); frame = parser.next()) {
 *     reassembler.accept(frame.get()).ifPresent(message -> handle(message));
 *   }
 * }
 * }</pre>
 *
 * <p>On the wire a message is one {@link dev.handoff.Frame}, or a header and its fragments, in this
 * order and with no other header or fragment between them; small messages may be:
 *
 * <pre>
 * type          payload
 * 1  message    the message
 * 2  header     8 bytes number of the message, 4 count of the fragments, 4 length of the message
 * 3  fragment   8 bytes number of the message, 4 place of the fragment, from 1; then its content
 * </pre>
 *
 * <table>
 * <caption>The steps of the specification, and who takes them</caption>
 * <tr><th>action</th><th>method</th><th>happens when</th></tr>
 * <tr><td>Offer</td><td>RequestQueue.offer</td><td>a message is offered</td></tr>
 * <tr><td>BeginClose</td><td>RequestQueue.beginClose</td><td>a close is asked for, the connection
 *   fails, or a flush of what it has taken lasts too long</td></tr>
 * <tr><td>Forward</td><td>Pipeline.forward</td><td>the loop runs</td></tr>
 * <tr><td>Fetch</td><td>Pipeline.fetch</td><td>the loop runs</td></tr>
 * <tr><td>Send</td><td>Pipeline.send</td><td>the loop runs</td></tr>
 * <tr><td>Encode</td><td>Pipeline.encode</td><td>the loop runs</td></tr>
 * <tr><td>Write</td><td>Pipeline.write</td><td>the connection takes the last byte of a frame</td></tr>
 * <tr><td>Confirm</td><td>Pipeline.confirm</td><td>the connection's flush has returned</td></tr>
 * <tr><td>TimeOutWrite</td><td>Pipeline.timeOutWrite</td><td>the write timer goes off</td></tr>
 * <tr><td>Finish</td><td>Pipeline.finish</td><td>the loop runs</td></tr>
 * <tr><td>Abort</td><td>Pipeline.abort</td><td>the loop runs after the deadline</td></tr>
 * <tr><td>PassDeadline</td><td>Pipeline.passDeadline</td><td>the deadline's timer goes off, or the
 *   connection fails</td></tr>
 * <tr><td>Return</td><td>Pipeline.returnMessage</td><td>the loop runs after the deadline</td></tr>
 * <tr><td>Announce</td><td>Pipeline.announce</td><td>the loop runs</td></tr>
 * </table>
 */
@NullMarked
package dev.handoff.shutdown;

import org.jspecify.annotations.NullMarked;
