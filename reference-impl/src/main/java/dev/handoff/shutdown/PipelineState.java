package dev.handoff.shutdown;

import java.util.List;

/**
 * The state of a connection in the words of {@code PeerConnection.tla}, for whoever compares the
 * two. What it does not have is known outside: {@code status}, {@code late} and {@code overflowed}
 * from the receipts, {@code wire} and {@code lateWrites} from the connection.
 *
 * <p>Immutable.
 *
 * @param offered how many messages are not new
 * @param requests the request queue, oldest first, by number
 * @param writes the write queue, oldest first, by number
 * @param mux the frame that is sent next, or none
 * @param messages the message channel, oldest first
 * @param stream the stream channel, oldest first
 * @param sink what is in the sink, oldest first
 * @param taken how many frames of the sink the connection has taken
 * @param writer the writer task
 * @param actor how far the shutdown is
 * @param waited how many deadlines have passed since the close began
 */
record PipelineState(
    long offered,
    List<Long> requests,
    List<Long> writes,
    List<Piece> mux,
    List<Piece> messages,
    List<Piece> stream,
    List<Piece> sink,
    int taken,
    Writer.State writer,
    Actor actor,
    int waited) {}
