/**
 * Adapter: the ports {@link dev.handoff.Connection} and {@link dev.handoff.Dialer} on non-blocking
 * sockets, with mutual TLS 1.3 and pinned certificates.
 *
 * <p>A {@link dev.handoff.tcp.TcpEndpoint} has one thread, which waits for its sockets and does
 * nothing else. Reading, writing and cryptography happen on the threads of those who call;
 * handshakes, timers and listeners on the scheduler. The thread of the endpoint is the only one
 * that is started here.
 *
 * <pre>{@code
 * TlsIdentity identity = SelfSigned.create(self, folder.resolve("identity.p12"), password); // once
 * Security security = Security.mutualTls(identity, pins);           // PeerId -> fingerprint
 * TcpEndpoint endpoint =
 *     TcpEndpoint.open(self, security, TcpSettings.DEFAULT, scheduler, metrics);
 * endpoint.listen(
 *     new InetSocketAddress("10.0.0.1", 7001),
 *     (peer, session, connection) -> sessions.attach(peer, session, connection));
 * Dialer dialer = endpoint.dialer(addresses);                       // PeerId -> address
 * dialer.dial(
 *     peer,
 *     session,
 *     dialled -> {
 *       if (dialled instanceof Dialled.Connected connected) {
 *         use(connected.connection());
 *       } else if (dialled instanceof Dialled.Unreachable unreachable) {
 *         tryAgainLater(unreachable.cause().getMessage());          // one line, with the remedy
 *       }
 *     });
 * // ...
 * endpoint.close();                                                 // does not wait
 * endpoint.closed().thenRun(scheduler::close);                      // nothing is left
 * }</pre>
 *
 * <h2>The handshake</h2>
 *
 * With TLS the certificates come first: each side trusts those that it has pinned and no others.
 * Then the dialler says hello, and the other side welcomes or rejects it. All three messages are
 * {@linkplain dev.handoff.Frame frames} of at most 512 bytes of payload, most significant byte
 * first, and a name or text is its length in two bytes and its bytes in UTF-8:
 *
 * <pre>
 * type         payload
 * 'H' hello    magic "HOFF" (4), version 1 (1), session (16), name of the dialler
 * 'W' welcome  magic "HOFF" (4), version 1 (1), name of the other side
 * 'R' reject   magic "HOFF" (4), version (1), code (1), text
 * </pre>
 *
 * A reject has this form in all versions. Its codes: 1 malformed, 2 unknown version, 3 unknown
 * peer, 4 the certificate is not the one that is pinned for the name, 5 too many connections, 255
 * others. After the welcome the bytes are the protocol's; the adapter reads none of them ahead. One
 * time limit holds for all of a handshake, however slowly its bytes come.
 *
 * <h2>The end of a connection</h2>
 *
 * A socket that is closed while bytes from the other side are unread resets the connection, and
 * destroys what was flushed but has not arrived. So {@code close} passes on what it owes (under TLS
 * with a close_notify after it), ends the output, and reads and throws away what still comes until
 * the other side ends too, or until the bounds of {@link dev.handoff.tcp.TcpSettings} are reached.
 * The caller does not wait for any of this. Under TLS an end without close_notify is a failure, not
 * an end; without TLS nobody can tell, and the frames above have to.
 *
 * <h2>What is counted</h2>
 *
 * Under the protocol {@code tcp}: {@code connection} (one that stood has failed), {@code
 * handshake-}* for each {@linkplain dev.handoff.tcp.HandshakeException.Kind kind} on either side,
 * {@code accept} (the system has no socket for one that comes), {@code close}, {@code
 * close-notify}, {@code listener} (an acceptor or a dialler's callback has thrown), {@code
 * selector}.
 */
@NullMarked
package dev.handoff.tcp;

import org.jspecify.annotations.NullMarked;
