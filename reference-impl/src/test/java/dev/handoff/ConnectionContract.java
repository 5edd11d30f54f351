package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Connection} does. A subclass says how two ends come about; listeners must run
 * on threads of their own.
 */
public abstract class ConnectionContract {
  /** More than any adapter takes without a reader. */
  private static final int MORE_THAN_ROOM = 24 << 20;

  private static final int PATIENCE_SECONDS = 30;

  /**
   * Two ends of a connection.
   *
   * @param reset breaks the connection, as seen from both ends
   */
  public record Ends(Connection left, Connection right, Runnable reset) {}

  /** Returns two ends that nobody has used. */
  protected abstract Ends connect() throws Exception;

  @Test
  void bytesArriveInOrderBothWays() throws Exception {
    Ends ends = connect();
    byte[] there = bytes(20_000);
    byte[] back = bytes(15_000);
    writeAll(ends.left(), there);
    writeAll(ends.right(), back);
    assertThat(readExactly(ends.right(), there.length)).isEqualTo(there);
    assertThat(readExactly(ends.left(), back.length)).isEqualTo(back);
  }

  @Test
  void aSmallBufferGetsTheBytesPieceByPiece() throws Exception {
    Ends ends = connect();
    byte[] sent = bytes(5_000);
    writeAll(ends.left(), sent);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    while (got.size() < sent.length) {
      got.writeBytes(readExactly(ends.right(), Math.min(7, sent.length - got.size())));
    }
    assertThat(got.toByteArray()).isEqualTo(sent);
  }

  @Test
  void readingWithoutBytesOrRoomReadsNothing() throws Exception {
    Ends ends = connect();
    assertThat(ends.left().read(ByteBuffer.allocate(10))).isZero();
    writeAll(ends.right(), bytes(10));
    await(ends.left()::onReadable);
    assertThat(ends.left().read(ByteBuffer.allocate(0))).isZero();
    assertThat(readExactly(ends.left(), 10)).isEqualTo(bytes(10));
  }

  @Test
  void roomRunsOutAndComesBackWhenTheOtherSideReads() throws Exception {
    Ends ends = connect();
    byte[] all = bytes(MORE_THAN_ROOM);
    ByteBuffer rest = ByteBuffer.wrap(all);
    // The system moves bytes meanwhile, so it may have no room now and some a moment later.
    for (int refusals = 0; refusals < 3; ) {
      refusals += ends.left().write(rest) == 0 ? 1 : 0;
      ends.left().flush();
    }
    int taken = rest.position();
    assertThat(taken).isPositive().isLessThan(MORE_THAN_ROOM);
    CountDownLatch writable = new CountDownLatch(1);
    ends.left().onWritable(writable::countDown);
    ByteBuffer got = ByteBuffer.allocate(MORE_THAN_ROOM);
    while (writable.getCount() > 0 || got.position() < taken) {
      if (ends.right().read(got) == 0) {
        ends.left().flush();
        Thread.onSpinWait();
      }
    }
    rest.limit(taken + 1);
    while (rest.hasRemaining()) {
      assertThat(ends.left().write(rest)).isNotNegative();
    }
    while (!ends.left().flush()) {
      await(ends.left()::onWritable);
    }
    while (got.position() < taken + 1) {
      ends.right().read(got);
    }
    assertThat(Arrays.copyOf(got.array(), taken + 1)).isEqualTo(Arrays.copyOf(all, taken + 1));
  }

  @Test
  void aListenerIsCalledOnceForManyBytes() throws Exception {
    Ends ends = connect();
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch called = new CountDownLatch(1);
    ends.right()
        .onReadable(
            () -> {
              calls.incrementAndGet();
              called.countDown();
            });
    for (int i = 0; i < 10; i++) {
      writeAll(ends.left(), bytes(100));
    }
    await(called);
    // Whatever would call it again has happened once the next listener has been called.
    readExactly(ends.right(), 1000);
    writeAll(ends.left(), bytes(1));
    readExactly(ends.right(), 1);
    assertThat(calls).hasValue(1);
  }

  @Test
  void aLaterListenerReplacesTheOneThatWaits() throws Exception {
    Ends ends = connect();
    AtomicInteger replaced = new AtomicInteger();
    CountDownLatch later = new CountDownLatch(1);
    // What TLS says on its own may call a listener before there are bytes: quiet first.
    writeAll(ends.left(), bytes(1));
    readExactly(ends.right(), 1);
    ends.right().onReadable(replaced::incrementAndGet);
    ends.right().onReadable(later::countDown);
    writeAll(ends.left(), bytes(1));
    await(later);
    readExactly(ends.right(), 1);
    assertThat(replaced).hasValue(0);
  }

  @Test
  void listenersThatComeWhenThereIsSomethingAreCalled() throws Exception {
    Ends ends = connect();
    await(ends.left()::onWritable);
    writeAll(ends.left(), bytes(5_000));
    await(ends.right()::onReadable);
    readExactly(ends.right(), 1);
    await(ends.right()::onReadable);
    readExactly(ends.right(), 4_999);
  }

  @Test
  void closingEndsBothHalvesHere() throws Exception {
    Ends ends = connect();
    Connection left = ends.left();
    CountDownLatch readable = new CountDownLatch(1);
    CountDownLatch writable = new CountDownLatch(1);
    left.onReadable(readable::countDown);
    left.onWritable(writable::countDown);
    left.close();
    await(readable);
    await(writable);
    assertThatThrownBy(() -> left.read(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> left.write(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
    assertThatThrownBy(left::flush).isInstanceOf(IOException.class);
    await(left::onReadable);
    await(left::onWritable);
    left.close();
  }

  @Test
  void whatWasFlushedArrivesBeforeTheEnd() throws Exception {
    Ends ends = connect();
    byte[] sent = bytes(20_000);
    // Unread bytes must not turn the end into a reset.
    writeAll(ends.right(), bytes(3_000));
    writeAll(ends.left(), sent);
    ends.left().close();
    assertThat(readExactly(ends.right(), sent.length)).isEqualTo(sent);
    assertThat(readSome(ends.right())).isEqualTo(-1);
    assertThat(readSome(ends.right())).isEqualTo(-1);
  }

  @Test
  void theEndIsSomethingToRead() throws Exception {
    Ends ends = connect();
    CountDownLatch readable = new CountDownLatch(1);
    ends.right().onReadable(readable::countDown);
    ends.left().close();
    await(readable);
    assertThat(readSome(ends.right())).isEqualTo(-1);
  }

  @Test
  void bothSidesMayCloseAtOnce() throws Exception {
    Ends ends = connect();
    writeAll(ends.left(), bytes(1_000));
    writeAll(ends.right(), bytes(1_000));
    ends.left().close();
    ends.right().close();
    assertThatThrownBy(() -> ends.right().read(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void writingToAPeerThatHasClosedFailsInTheEnd() throws Exception {
    Ends ends = connect();
    ends.left().close();
    byte[] much = bytes(1 << 20);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 64; i++) {
                writeAll(ends.right(), much);
              }
            })
        .isInstanceOf(IOException.class);
    await(ends.right()::onWritable);
  }

  @Test
  void aResetIsAFailureAtBothEnds() throws Exception {
    Ends ends = connect();
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch right = new CountDownLatch(1);
    ends.left().onReadable(left::countDown);
    ends.right().onReadable(right::countDown);
    ends.reset().run();
    await(left);
    await(right);
    for (Connection end : new Connection[] {ends.left(), ends.right()}) {
      assertThatThrownBy(() -> readSome(end)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> writeAll(end, bytes(1))).isInstanceOf(IOException.class);
      await(end::onReadable);
      await(end::onWritable);
      end.close();
    }
  }

  /** Returns the same bytes for the same count, without a period that a buffer's size divides. */
  protected static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  /** Writes and flushes all, waiting for room. */
  protected static void writeAll(Connection connection, byte[] bytes) throws Exception {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (true) {
      connection.write(rest);
      boolean flushed = connection.flush();
      if (flushed && !rest.hasRemaining()) {
        return;
      }
      await(connection::onWritable);
    }
  }

  /** Reads that many bytes, waiting for them. */
  protected static byte[] readExactly(Connection connection, int count) throws Exception {
    ByteBuffer into = ByteBuffer.allocate(count);
    while (into.hasRemaining()) {
      int read = connection.read(into);
      if (read < 0) {
        throw new AssertionError("the end after %d of %d bytes".formatted(into.position(), count));
      } else if (read == 0) {
        await(connection::onReadable);
      }
    }
    return into.array();
  }

  /** Reads until there is something, and returns what read has returned then. */
  protected static int readSome(Connection connection) throws Exception {
    int count = connection.read(ByteBuffer.allocate(1));
    while (count == 0) {
      await(connection::onReadable);
      count = connection.read(ByteBuffer.allocate(1));
    }
    return count;
  }

  /** Registers a listener and waits for its call. */
  protected static void await(Consumer<Runnable> register) throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    register.accept(called::countDown);
    await(called);
  }

  /** Waits for the latch. */
  protected static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("called in time").isTrue();
  }
}
