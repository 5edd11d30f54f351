package dev.handoff.delivery;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection on which nothing ever arrives: what was sent is still on its way. */
final class Unread implements Connection {
  private final Connection connection;

  Unread(Connection connection) {
    this.connection = connection;
  }

  @Override
  public PeerId peer() {
    return connection.peer();
  }

  @Override
  public int read(ByteBuffer into) {
    return 0;
  }

  @Override
  public void onReadable(Runnable listener) {}

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return connection.write(bytes);
  }

  @Override
  public boolean flush() throws IOException {
    return connection.flush();
  }

  @Override
  public void onWritable(Runnable listener) {
    connection.onWritable(listener);
  }

  @Override
  public void close() {
    connection.close();
  }
}
