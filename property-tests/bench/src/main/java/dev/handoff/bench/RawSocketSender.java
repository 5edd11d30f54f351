package dev.handoff.bench;

import dev.handoff.Frame;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The plainest sender: a loop that writes frames to a blocking socket through a buffer. */
final class RawSocketSender implements AutoCloseable {
  private final Socket socket;
  private final DataOutputStream out;

  static RawSocketSender open(InetSocketAddress address, int bufferBytes) {
    try {
      return new RawSocketSender(address, bufferBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawSocketSender(InetSocketAddress address, int bufferBytes) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), bufferBytes));
  }

  void send(byte[] payload) throws IOException {
    out.writeInt(payload.length);
    out.writeByte(Frame.VERSION);
    out.writeByte(1);
    out.writeShort(0);
    out.write(payload);
  }

  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
