package dev.handoff.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The network between a sender and its receiver: it can hold back what goes to the receiver, keep a
 * connection readable that its sender has ended, and reset.
 */
final class TraceProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 8 << 10;

  private final ServerSocket server = new ServerSocket();
  private final InetSocketAddress target;
  private final BlockingQueue<Lane> lanes = new LinkedBlockingQueue<>();

  TraceProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    server.setReceiveBufferSize(BUFFER_BYTES);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    start(
        () -> {
          while (true) {
            Socket behind = server.accept();
            Socket ahead = new Socket();
            ahead.setSendBufferSize(BUFFER_BYTES);
            ahead.connect(this.target);
            lanes.add(new Lane(behind, ahead));
          }
        });
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** The next connection that comes, waiting for it. */
  Lane next() throws InterruptedException {
    Lane lane = lanes.poll(30, TimeUnit.SECONDS);
    if (lane == null) {
      throw new AssertionError("no connection came");
    }
    return lane;
  }

  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One of the sides has gone, or the test is over.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "trace-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection. */
  static final class Lane {
    private final Socket behind;
    private final Socket ahead;
    private final CountDownLatch done = new CountDownLatch(2);
    private final Object gate = new Object();
    private boolean held;

    private Lane(Socket behind, Socket ahead) {
      this.behind = behind;
      this.ahead = ahead;
      start(() -> forward(behind, ahead));
      start(() -> forward(ahead, behind));
    }

    private void forward(Socket from, Socket to) throws IOException, InterruptedException {
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        InputStream in = from.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          if (to == ahead) {
            awaitRelease();
          }
          to.getOutputStream().write(buffer, 0, count);
        }
        to.shutdownOutput();
      } finally {
        done.countDown();
      }
    }

    private void awaitRelease() throws InterruptedException {
      synchronized (gate) {
        while (held) {
          gate.wait();
        }
      }
    }

    /** Holds back what goes to the receiver from now on. */
    void hold() {
      synchronized (gate) {
        held = true;
      }
    }

    void release() {
      synchronized (gate) {
        held = false;
        gate.notifyAll();
      }
    }

    /** Waits until both sides have ended, and each has had all that came from the other. */
    void awaitEnd() throws InterruptedException {
      if (!done.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the connection does not end");
      }
    }

    /** Both sides see a broken connection; what is on the way is lost. */
    void reset() throws IOException {
      for (Socket socket : new Socket[] {ahead, behind}) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
      release();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
