package dev.handoff.tcp;

import dev.handoff.Connection;
import dev.handoff.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A {@link Connection} to whom it may be: the methods are those of a connection, but who is at the
 * other end is not known yet. After the handshake a {@link TcpConnection} adds that.
 *
 * <p>What the methods throw once the link was closed is a {@link
 * java.nio.channels.ClosedChannelException}, and nothing else is.
 */
interface Link extends Wire.Owner {
  /** Takes the wire over, which is connected now. */
  void start();

  int write(ByteBuffer bytes) throws IOException;

  boolean flush() throws IOException;

  void onWritable(Runnable listener);

  int read(ByteBuffer into) throws IOException;

  void onReadable(Runnable listener);

  /** Returns the fingerprint of the certificate that the other side has shown, if it had to. */
  Optional<Digest> certificate();

  /** Ends both halves in order, see {@link Wire}. */
  @Override
  void close();
}
