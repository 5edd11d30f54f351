package dev.handoff;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Port: a two-way stream of bytes to a peer, that never waits. Bytes arrive in order or not at all.
 *
 * <p>One thread at a time may use the writing methods ({@link #write}, {@link #flush}, {@link
 * #onWritable}), one at a time the reading ones ({@link #read}, {@link #onReadable}), and any
 * thread {@link #close}.
 */
public interface Connection extends AutoCloseable {

  /** Returns who is at the other end, as the handshake showed. */
  PeerId peer();

  /**
   * Takes as many bytes as there is room for now, possibly none. What was taken may still be in
   * this process, see {@link #flush}.
   *
   * @return how many were taken
   * @throws IOException if the connection has failed or was closed; how much of what was taken has
   *     arrived is not known then
   */
  int write(ByteBuffer bytes) throws IOException;

  /**
   * Passes on what was taken.
   *
   * @return whether all of it has left this process: the operating system has it
   * @throws IOException as for {@link #write}
   */
  boolean flush() throws IOException;

  /**
   * Calls the listener once, soon, when there is room to write or to flush again, or the connection
   * has failed or was closed. A later listener replaces the one that waits.
   */
  void onWritable(Runnable listener);

  /**
   * Reads what has arrived, possibly nothing.
   *
   * @return how many bytes were read, or -1 if the peer has ended its half
   * @throws IOException if the connection has failed or was closed
   */
  int read(ByteBuffer into) throws IOException;

  /**
   * Calls the listener once, soon, when there is something to read, or the peer has ended its half,
   * or the connection has failed or was closed. A later listener replaces the one that waits.
   */
  void onReadable(Runnable listener);

  /**
   * Ends both halves. What {@link #flush} has passed on may still arrive. Both listeners that wait
   * are called. Without effect the second time; never blocks.
   */
  @Override
  void close();
}
