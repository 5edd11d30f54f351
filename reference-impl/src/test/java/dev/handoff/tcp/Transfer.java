package dev.handoff.tcp;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends bytes both ways at once, in pieces of random sizes, and sums them up at both ends. */
final class Transfer {
  private static final int MAX_PIECE = 100_000;

  private Transfer() {}

  /** Returns four sums: left sent, right got, right sent, left got. */
  static List<String> run(Connection left, Connection right, int bytes, long seed)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> sums = new ArrayList<>();
      for (Callable<String> part :
          List.<Callable<String>>of(
              () -> send(left, bytes, seed),
              () -> receive(right, bytes, seed + 1),
              () -> send(right, bytes, seed + 2),
              () -> receive(left, bytes, seed + 3))) {
        sums.add(threads.submit(part));
      }
      List<String> result = new ArrayList<>();
      for (Future<String> sum : sums) {
        result.add(sum.get(120, TimeUnit.SECONDS));
      }
      return result;
    } finally {
      threads.shutdownNow();
    }
  }

  private static String send(Connection connection, int bytes, long seed) throws Exception {
    Random random = new Random(seed);
    MessageDigest sum = MessageDigest.getInstance("SHA-256");
    for (int left = bytes; left > 0; ) {
      byte[] piece = new byte[Math.min(left, 1 + random.nextInt(MAX_PIECE))];
      random.nextBytes(piece);
      sum.update(piece);
      left -= piece.length;
      ByteBuffer rest = random.nextBoolean() ? ByteBuffer.wrap(piece) : direct(piece);
      while (rest.hasRemaining()) {
        if (connection.write(rest) == 0) {
          connection.flush();
          await(connection::onWritable);
        }
      }
    }
    while (!connection.flush()) {
      await(connection::onWritable);
    }
    return new Digest(Bytes.copyOf(sum.digest())).bytes().hex();
  }

  private static String receive(Connection connection, int bytes, long seed) throws Exception {
    Random random = new Random(seed);
    MessageDigest sum = MessageDigest.getInstance("SHA-256");
    for (int left = bytes; left > 0; ) {
      int room = Math.min(left, 1 + random.nextInt(MAX_PIECE));
      ByteBuffer into =
          random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
      int count = connection.read(into);
      if (count < 0) {
        throw new AssertionError("the end, with %d bytes to come".formatted(left));
      } else if (count == 0) {
        await(connection::onReadable);
      }
      sum.update(into.flip());
      left -= count;
    }
    return new Digest(Bytes.copyOf(sum.digest())).bytes().hex();
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static void await(Consumer<Runnable> register) throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    register.accept(called::countDown);
    if (!called.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("a listener was not called");
    }
  }
}
