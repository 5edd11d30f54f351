package dev.handoff.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Receipt;
import dev.handoff.conformance.Traced;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import dev.handoff.persistence.Weather.Fault;
import dev.handoff.sqlite.SqliteSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs on threads, a file and real signatures, each explained by the specification step by step.
 * What it cannot show: the runs that did not happen.
 */
class BatchPersistenceTraceTest {
  private static final Quota ROOMY = new Quota(100, 10_000_000, 5_000_000);
  private static final List<Fault> FAULTS =
      List.of(Fault.NONE, Fault.FAIL, Fault.DOUBT, Fault.DOUBT_UNSYNCED, Fault.DOUBT_LOST);
  private static final Collection<String> SEEN = new TreeSet<>();
  private static Oracles oracles;

  @TempDir Path folder;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
  }

  @AfterAll
  static void close() {
    oracles.close();
  }

  private static Batch batch(int number, long expiration) {
    return Batch.of(World.AUTHOR, Bytes.utf8("batch %d".formatted(number)), expiration);
  }

  private TracedRun run(List<List<Batch>> plan, Quota quota) throws Exception {
    return new TracedRun(folder.resolve("batches.db"), plan, quota, SqliteSettings.STANDARD);
  }

  private Validation validate(TracedRun run, int without) throws Exception {
    Path trace = folder.resolve("trace-%d.ndjson".formatted(without));
    run.write(trace, without);
    return TraceValidator.validate(oracles, TraceFile.read(trace));
  }

  private void assertExplained(TracedRun run) throws Exception {
    Validation validation = validate(run, -1);
    assertThat(validation).isInstanceOf(Validation.Explained.class);
    Traced.count((Validation.Explained) validation);
    SEEN.addAll(run.actions());
  }

  /** Every step and every fault, each provoked; the last of the three lives ends in good order. */
  @Test
  void everyStepAndEveryFaultIsExplained() throws Exception {
    List<List<Batch>> plan =
        List.of(
            List.of(batch(1, 2), batch(2, 2)),
            List.of(batch(1, 2)),
            List.of(batch(3, 9)),
            List.of(batch(3, 9), batch(4, 9)),
            List.of(batch(4, 1)),
            List.of(batch(1, 5)),
            List.of(batch(1, 6)),
            List.of(batch(5, 9), batch(6, 9)),
            List.of(batch(7, 9)),
            List.of(batch(1, 7)),
            List.of(batch(1, 7)));
    TracedRun run = run(plan, new Quota(3, 1000, 20));
    TracedRun.await(run.offer());
    TracedRun.await(run.offer()); // found stored
    run.weather().writes(Fault.FAIL);
    run.weather().deletes(Fault.FAIL);
    TracedRun.await(run.offer()); // written in vain, removed at the second attempt
    run.weather().writes(Fault.NONE);
    TracedRun.await(run.offer()); // the second of them exceeds the quota
    run.certify(1);
    run.awaitEvents("AdvanceTime", 1);
    TracedRun.await(run.offer()); // expired
    run.weather().writes(Fault.DOUBT_UNSYNCED);
    TracedRun.await(run.offer()); // not prolonged, and yet prolonged in the database
    run.flush();
    run.weather().writes(Fault.DOUBT_UNSYNCED);
    TracedRun.await(run.offer());
    run.losePower();
    run.weather().deletes(Fault.FAIL);
    run.certify(2);
    run.awaitEvents("Free", 1); // of the batch that was not prolonged
    run.weather().writes(Fault.HOLD);
    List<Receipt> lost = run.offer();
    run.awaitEvents("Reserve", 4);
    run.crash();
    TracedRun.await(lost);
    run.weather().writes(Fault.DOUBT);
    TracedRun.await(run.offer());
    run.weather().writes(Fault.DOUBT_LOST);
    TracedRun.await(run.offer());
    TracedRun.await(run.offer());
    run.end();
    assertExplained(run);
    assertThat(SEEN)
        .as("every action but RefuseToStart, which no behaviour of the specification reaches")
        .containsExactlyInAnyOrder(
            Stream.of(
                    "Receive RefuseExpired RefuseOverQuota Reserve FindStored Write FailWrite",
                    "LeaveWriteInDoubt Publish Sign Send Announce Remove FailRemove Release",
                    "AdvanceTime Evict Delete FailDelete Free Crash LosePower Flush TellLost",
                    "Restart")
                .flatMap(line -> Stream.of(line.split(" ")))
                .toArray(String[]::new));
  }

  /** Many tasks on few digests, with the faults and the crash where they happen to come. */
  @Test
  void aStormIsExplained() throws Exception {
    Random random = new Random(5);
    List<List<Batch>> plan = new ArrayList<>();
    for (int r = 0; r < 90; r++) {
      List<Batch> request = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        request.add(batch(random.nextInt(10), r / 15 + 1 + random.nextInt(3)));
      }
      plan.add(request);
    }
    TracedRun run = run(plan, new Quota(6, 60, 30));
    List<Receipt> receipts = new ArrayList<>();
    for (int r = 0; r < plan.size(); r++) {
      receipts.addAll(run.offer());
      if (random.nextInt(4) == 0) {
        run.weather().writes(Fault.NONE, FAULTS.get(random.nextInt(FAULTS.size())));
        run.weather().deletes(Fault.NONE, Fault.FAIL);
      }
      if (r % 15 == 14) {
        run.certify(r / 15 + 1);
      }
      if (r == 30) {
        run.crash();
      } else if (r == 60) {
        run.losePower();
      } else if (r % 8 == 7) {
        TracedRun.await(receipts);
      }
    }
    TracedRun.await(receipts);
    run.end();
    assertExplained(run);
  }

  /** Failures that are the disk's own: it is full, and later has room again. */
  @Test
  void aFullDiskIsExplained() throws Exception {
    List<List<Batch>> plan = new ArrayList<>();
    for (int r = 0; r < 30; r++) {
      Bytes payload = Bytes.utf8("%d".formatted(r).repeat(4000));
      plan.add(List.of(Batch.of(World.AUTHOR, payload, r < 20 ? 1 : 2)));
    }
    TracedRun run =
        new TracedRun(
            folder.resolve("full.db"),
            plan,
            ROOMY,
            SqliteSettings.STANDARD.withMaxFileBytes(20 * SqliteSettings.PAGE_BYTES));
    List<Receipt> receipts = new ArrayList<>();
    for (int r = 0; r < 20; r++) {
      receipts.addAll(run.offer());
    }
    TracedRun.await(receipts);
    run.certify(1);
    run.awaitEvents("Free", run.count("Announce"));
    for (int r = 20; r < 30; r++) {
      receipts.addAll(run.offer());
    }
    TracedRun.await(receipts);
    run.end();
    assertThat(run.count("FailWrite")).isPositive();
    assertThat(run.count("Announce")).isPositive();
    assertExplained(run);
  }

  /** A trace without one of its steps is no behaviour any more, whichever it is. */
  @Test
  void aRunThatLeftOutAStepIsNotExplained() throws Exception {
    TracedRun run = run(List.of(List.of(batch(1, 2)), List.of(batch(1, 2))), ROOMY);
    TracedRun.await(run.offer());
    TracedRun.await(run.offer());
    run.certify(2);
    run.awaitEvents("Free", 1);
    run.end();
    assertExplained(run);
    for (String action :
        List.of(
            "Receive",
            "Reserve",
            "Write",
            "Publish",
            "Sign",
            "Send",
            "Announce",
            "AdvanceTime",
            "Evict",
            "Delete")) {
      assertThat(validate(run, run.placeOf(action)))
          .as("without " + action)
          .isInstanceOf(Validation.Unexplained.class);
    }
  }
}
