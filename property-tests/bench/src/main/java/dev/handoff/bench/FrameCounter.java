package dev.handoff.bench;

import dev.handoff.Frame;
import dev.handoff.PeerId;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * The remote of every sender without acknowledgements: reads frames on loopback and counts them.
 */
final class FrameCounter implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** The bytes of a hello and a welcome, as the package page of {@code dev.handoff.tcp} says. */
  private static final int MAGIC = 0x484F4646;

  /** What comes before the frames. */
  private enum Beginning {
    /** Nothing. */
    FRAMES,
    /** The handshake of {@code dev.handoff.tcp}. */
    HANDSHAKE
  }

  private final ServerSocket server;
  private final Semaphore frames = new Semaphore(0);
  private final Thread reader;
  private final Beginning beginning;
  private final String name;

  static FrameCounter open() {
    return open(Beginning.FRAMES, "");
  }

  /** Returns a counter that welcomes a dialler of {@code dev.handoff.tcp} under that name first. */
  static FrameCounter openWithHandshake(PeerId self) {
    return open(Beginning.HANDSHAKE, self.name());
  }

  private static FrameCounter open(Beginning beginning, String name) {
    try {
      return new FrameCounter(beginning, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FrameCounter(Beginning beginning, String name) throws IOException {
    this.beginning = beginning;
    this.name = name;
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    reader = new Thread(this::read, "frame-counter");
    reader.setDaemon(true);
    reader.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  /** Waits until that many more frames have come in. */
  void await(int count) throws InterruptedException {
    frames.acquire(count);
  }

  private void read() {
    try (Socket socket = server.accept();
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES))) {
      if (beginning == Beginning.HANDSHAKE) {
        welcome(in, socket);
      }
      int unreported = 0;
      while (true) {
        int length = in.readInt();
        in.skipNBytes(Frame.HEADER_BYTES - Integer.BYTES + (long) length);
        unreported++;
        if (in.available() < Integer.BYTES || unreported == 1_000) {
          frames.release(unreported);
          unreported = 0;
        }
      }
    } catch (EOFException | SocketException e) {
      // The sender has closed its end, or we ours: there is nothing more to count.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void welcome(DataInputStream in, Socket socket) throws IOException {
    in.skipNBytes(in.readInt() + Frame.HEADER_BYTES - Integer.BYTES);
    byte[] self = name.getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(Integer.BYTES + 1 + Short.BYTES + self.length);
    out.writeByte(Frame.VERSION);
    out.writeByte('W');
    out.writeShort(0);
    out.writeInt(MAGIC);
    out.writeByte(1);
    out.writeShort(self.length);
    out.write(self);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
    reader.interrupt();
  }
}
