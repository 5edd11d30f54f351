package dev.handoff.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody on the way between two peers, who can cut, reset and change what goes by. */
final class Proxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Socket ahead = new Socket();
  private final AtomicInteger toCorrupt = new AtomicInteger();
  private final CountDownLatch accepted = new CountDownLatch(1);
  private volatile Socket behind = new Socket();

  Proxy(InetSocketAddress target) throws IOException {
    start(
        () -> {
          behind = server.accept();
          ahead.connect(target);
          accepted.countDown();
          start(() -> forward(behind, ahead));
          forward(ahead, behind);
        });
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private interface Task {
    void run() throws IOException;
  }

  private void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One of the sides has gone: so has the connection through here.
                reset();
              }
            },
            "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void forward(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[4096];
    InputStream in = from.getInputStream();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (from == behind && toCorrupt.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        buffer[count - 1] ^= 1;
      }
      to.getOutputStream().write(buffer, 0, count);
    }
    to.shutdownOutput();
  }

  /** Changes a bit of what comes next from the side that has connected to the proxy. */
  void corruptNext() {
    toCorrupt.set(1);
  }

  /** Ends the stream to the side that has connected to the proxy, as if the other side had. */
  void cut() throws IOException {
    behind.shutdownOutput();
  }

  /** Resets both. */
  void reset() {
    for (Socket socket : new Socket[] {behind, ahead}) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // Closed already, by the other of the two who forward.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    behind.close();
    ahead.close();
  }
}
