package dev.handoff;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The hand-over of transactions is a bounded queue: a transaction is refused because the queue is
 * full or closed, or the next write stores it, and its owner is told once.
 *
 * <p>The linearization point of a commit, of a close, and of the taking of a group is its section
 * under the guard. The writer's thread is the operation {@code write}; it is on one thread, as the
 * loop demands. What owners are told is asked last, behind another write.
 *
 * <p>Weakened by {@code group-commit-wakes-only-an-empty-queue}: nobody wakes the writer, and owner
 * 1 is never told.
 *
 * <pre>
 * |                Thread 1                 | Thread 2 |
 * | commit(0)                               |          |
 * | commit(1)                               |          |
 * |   queue.isEmpty(): false                |          |
 * |   guard.enter(): Section#1              |          |
 * |     switch                              |          |
 * |                                         | write()  |
 * |     lock.tryLock(): true                |          |
 * |   queue.add(Pending#2): true            |          |
 * |   section.afterwards(Lambda#7)          |          |
 * |   section.close()                       |          |
 * | write()                                 |          |
 * | told(): [stored, , , full, full] open   |          |
 * </pre>
 */
@Weakened({
  "persistence/group-commit-closed-looked-at-outside",
  "persistence/group-commit-wakes-only-an-empty-queue",
  "persistence/group-commit-bytes-outside"
})
@Param(name = "owner", gen = IntGen.class, conf = "0:4")
public final class GroupCommitLincheckTest {
  /** Two transactions of one byte are all that may wait. */
  private static final int QUEUE_BYTES = 2;

  private static final List<Mutation> ONE_BYTE =
      List.of(new Mutation.Delete("t", Bytes.copyOf(new byte[1])));

  private final TasksByHand disk = new TasksByHand();
  private final GroupCommit commits =
      new GroupCommit(
          group -> journal(), new GroupCommit.Bounds(8, QUEUE_BYTES, 8, 8), disk, Metrics.NONE);
  private final AtomicReferenceArray<String> told =
      new AtomicReferenceArray<>(new String[] {"", "", "", "", ""});
  private final AtomicReference<String> life = new AtomicReference<>("open");

  /** The file is closed when all is drained: what comes later fails. */
  private WriteResult journal() {
    return "open".equals(life.get())
        ? WriteResult.COMMITTED
        : new WriteResult.Failed(new StoreException(StoreException.Kind.IO, "too late"));
  }

  @Operation
  public void commit(int owner) {
    commits.commit(ONE_BYTE, result -> told.accumulateAndGet(owner, word(result), String::concat));
  }

  private static String word(WriteResult result) {
    return result instanceof WriteResult.Failed failed ? failed.cause().kind().word() : "stored";
  }

  /** The disk is ready: the writer writes, and who was refused is told. */
  @Operation
  public void write() {
    disk.run();
  }

  @Operation
  public void close() {
    var ignored = commits.close().thenRun(() -> life.set("drained"));
  }

  @Operation
  public String told() {
    return told + " " + life.get();
  }

  /** A queue of bounded bytes; what waits is stored by the next write. */
  public static final class Specification {
    private final List<Integer> queue = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private final String[] told = {"", "", "", "", ""};
    private String life = "open";
    private boolean closed;

    public void commit(int owner) {
      if (closed || queue.size() == QUEUE_BYTES) {
        refused.add(owner);
      } else {
        queue.add(owner);
      }
    }

    public void write() {
      queue.forEach(owner -> told[owner] += "stored");
      refused.forEach(owner -> told[owner] += closed ? "closed" : "full");
      queue.clear();
      refused.clear();
      if (closed) {
        life = "drained";
      }
    }

    public void close() {
      closed = true;
    }

    public String told() {
      return Arrays.toString(told) + " " + life;
    }
  }

  @Test
  void eachTransactionIsStoredOnceOrRefused() {
    Interleavings.of(GroupCommitLincheckTest.class, Specification.class)
        .scenario(
            thread("commit 0"),
            thread("commit 1"),
            thread("write"),
            thread("write", "commit 2", "commit 3", "commit 4", "write", "told"))
        .scenario(thread(), thread("commit 0"), thread("close", "write"), thread("write", "told"))
        .check();
  }
}
