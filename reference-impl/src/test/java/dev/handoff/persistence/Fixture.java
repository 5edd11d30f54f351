package dev.handoff.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Fate;
import dev.handoff.Mutation;
import dev.handoff.PeerId;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.fakes.FaultyStore;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.fakes.RecordedEvents;
import dev.handoff.jdk.Counters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A batch store with fakes around it. The loops and the disk have schedulers of their own, so that
 * a test can take single steps: it runs the disk, and leaves the loops alone.
 */
final class Fixture {
  static final PeerId ALICE = new PeerId("alice");
  static final PeerId BOB = new PeerId("bob");
  static final Quota TWO = new Quota(2, 20, 10);

  final StoreException cause = new StoreException(StoreException.Kind.FULL, "the test says so");

  static final Fate EXPIRED = new Fate.Refused(Reason.EXPIRED);
  static final Fate OVER_QUOTA = new Fate.Refused(Reason.OVER_QUOTA);
  static final Fate NODE_STOPPED = new Fate.Refused(Reason.NODE_STOPPED);
  static final Fate CLOSED = new Fate.Refused(Reason.CLOSED);
  static final Fate WRITE_FAILED = new Fate.Undelivered(Reason.WRITE_FAILED);
  static final Fate NODE_CRASHED = new Fate.Unknown(Reason.NODE_CRASHED);
  static final Fate HANDOVER_FAILED = new Fate.Unknown(Reason.HANDOVER_FAILED);

  final ManualScheduler loops = new ManualScheduler();
  final ManualScheduler disk = new ManualScheduler();
  final FaultyStore records = new FaultyStore(disk);
  final RecordedEvents events = new RecordedEvents();
  final Counters metrics = new Counters();
  final List<SignedBatchInfo> sent = new ArrayList<>();
  final List<BatchInfo> announced = new ArrayList<>();

  /** The foreign code that throws the next time it is called: "sign", "send" or "announce". */
  Optional<String> failing = Optional.empty();

  /** Runs in the midst of the next call of foreign code. */
  Runnable meanwhile = () -> {};

  /** Run before and after the next reading of a record. */
  Runnable whenRead = () -> {};

  Runnable afterRead = () -> {};

  final BatchStore store;

  Fixture() throws StoreException {
    this(settings(Map.of(ALICE, TWO), 0));
  }

  Fixture(BatchStoreSettings settings) throws StoreException {
    store = new BatchStore(settings, ports());
    start();
    events.take();
  }

  static BatchStoreSettings settings(Map<PeerId, Quota> quotas, long grace) {
    return new BatchStoreSettings(
        quotas, grace, 4, 3, 100, Duration.ofMillis(10), Duration.ofMillis(40));
  }

  void start() throws StoreException {
    store.lifecycle().start();
  }

  BatchStorePorts ports() {
    return new BatchStorePorts(
        new Disturbed(),
        Digester.SHA_256,
        message -> {
          foreign("sign");
          return Bytes.utf8("signature of " + message.hex());
        },
        signed -> {
          foreign("send");
          sent.add(signed);
        },
        info -> {
          foreign("announce");
          announced.add(info);
        },
        loops,
        loops,
        metrics,
        events);
  }

  /** The store, with something happening around the reading of a record. */
  private final class Disturbed implements Store {
    @Override
    public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
      records.commit(transaction, whenDone);
    }

    @Override
    public Optional<Bytes> read(String table, Bytes key) throws StoreException {
      Runnable before = whenRead;
      whenRead = () -> {};
      before.run();
      Optional<Bytes> value = records.read(table, key);
      Runnable after = afterRead;
      afterRead = () -> {};
      after.run();
      return value;
    }

    @Override
    public void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor)
        throws StoreException {
      records.scan(table, visitor);
    }
  }

  private void foreign(String what) {
    Runnable now = meanwhile;
    meanwhile = () -> {};
    now.run();
    if (failing.equals(Optional.of(what))) {
      failing = Optional.empty();
      throw new IllegalStateException(what + " fails because the test says so");
    }
  }

  /** Returns a batch of Alice's with four bytes, a different one for each number. */
  static Batch batch(int number, long expiration) {
    return Batch.of(ALICE, Bytes.utf8("tx %d".formatted(number)), expiration);
  }

  static String hex(Batch batch) {
    return batch.digest().bytes().hex();
  }

  /** A request whose steps the test takes. */
  record Request(Task task, List<Receipt> receipts) {
    Optional<Fate> fate(int batch) {
      return receipts.get(batch - 1).fate();
    }
  }

  /** Returns a request that is not received. */
  Request request(Batch... batches) {
    List<Promise> promises = new ArrayList<>();
    for (int i = 0; i < batches.length; i++) {
      promises.add(new Promise());
    }
    return new Request(
        store.task(List.of(batches), promises),
        promises.stream().map(promise -> promise.receipt()).toList());
  }

  /** Returns a request that was received. */
  Request received(Batch... batches) {
    Request request = request(batches);
    assertThat(store.admission().receive(request.task())).isEmpty();
    return request;
  }

  /** Returns a request that was received, and owns its digest to write its first batch. */
  Request reserved(Batch... batches) {
    Request request = received(batches);
    assertThat(store.admission().reserve(request.task())).isTrue();
    return request;
  }

  /** Returns a request whose first batch was written and published. */
  Request published(Batch... batches) {
    Request request = reserved(batches);
    write(request.task());
    assertThat(store.storing().publish(request.task())).isTrue();
    return request;
  }

  /** Stores a batch, as the tasks do, step by step. */
  void stored(Batch batch) {
    Task task = published(batch).task();
    assertThat(store.storing().sign(task)).isTrue();
    assertThat(store.storing().send(task)).isTrue();
    assertThat(store.storing().announce(task)).isTrue();
  }

  /** Writes the batch that the task is at. */
  void write(Task task) {
    store.storing().beginWrite(task);
    disk.runAll();
  }

  /** Advances the certified time, as the collector does. */
  void time(long time) {
    assertThat(store.collector().advanceTime(time)).isTrue();
  }

  /** Returns what is cached of the batch. */
  Entry entry(Batch batch) {
    return Optional.ofNullable(store.snapshot().cache().get(batch.digest())).orElseThrow();
  }

  Charge used() {
    return store.snapshot().used().getOrDefault(ALICE, Charge.NONE);
  }

  /** Lets loops and disk run until there is nothing to do but for the time to pass. */
  void run() {
    int ran = 0;
    for (int more = loops.runAll() + disk.runAll();
        more > 0;
        more = loops.runAll() + disk.runAll()) {
      ran += more;
      assertThat(ran).as("loops and disk keep each other busy without end").isLessThan(100_000);
    }
  }

  /** Lets the time pass as well. */
  void run(Duration duration) {
    run();
    for (Duration rest = duration;
        rest.compareTo(Duration.ZERO) > 0;
        rest = rest.minus(Duration.ofMillis(1))) {
      loops.advance(Duration.ofMillis(1));
      run();
    }
  }
}
