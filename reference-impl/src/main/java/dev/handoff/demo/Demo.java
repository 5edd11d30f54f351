package dev.handoff.demo;

import dev.handoff.Clock;
import dev.handoff.Deadline;
import dev.handoff.PeerId;
import dev.handoff.jdk.Counters;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Four validators in one process, clients that submit to them, and what befalls them; at the end,
 * the sums.
 *
 * <p>{@link #run} once, on one thread; {@link #interrupt} on any.
 */
final class Demo {
  /** The validators. */
  static final List<PeerId> PEERS = Stream.of("v1", "v2", "v3", "v4").map(PeerId::new).toList();

  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration FAULT = Duration.ofSeconds(5);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int THREADS = 2;

  private final DemoSettings settings;
  private final Consumer<DemoReport> progress;
  private final Clock clock = SystemClock.INSTANCE;
  private final Counters counters = new Counters();
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final List<Validator> validators = new ArrayList<>();
  private final List<Tally> tallies = PEERS.stream().map(peer -> new Tally()).toList();
  private final Map<PeerId, String> states = new ConcurrentHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private long start;

  /**
   * Creates a demo.
   *
   * @param progress gets the sums so far, once a second
   */
  Demo(DemoSettings settings, Consumer<DemoReport> progress) {
    this.settings = settings;
    this.progress = progress;
    PEERS.forEach(peer -> states.put(peer, "up"));
  }

  /** Ends the submissions now; what was accepted is drained, and the validators stop, as always. */
  void interrupt() {
    interrupted.countDown();
  }

  Counters counters() {
    return counters;
  }

  /**
   * Runs to the end.
   *
   * @throws IOException if the demo cannot be set up or taken down
   */
  DemoReport run() throws IOException, InterruptedException {
    if (settings.folder().isPresent()) {
      return run(Files.createDirectories(settings.folder().get()));
    }
    Path folder = Files.createTempDirectory("handoff-demo-");
    try {
      return run(folder);
    } finally {
      delete(folder);
    }
  }

  private DemoReport run(Path folder) throws IOException, InterruptedException {
    Keys keys = keys(folder);
    open(keys, folder);
    validators.forEach(Validator::start);
    start = clock.nanos();
    try (ThreadScheduler scheduler = new ThreadScheduler("clients", 1)) {
      Clients clients =
          new Clients(
              validators, tallies, settings.rate(), new Random(settings.seed()), scheduler, clock);
      schedule(settings.kills(), scheduler, Duration.ZERO, this::kill);
      schedule(settings.stalls(), scheduler, FAULT, this::stall);
      schedule(settings.fullDisks(), scheduler, FAULT, this::fillDisk);
      clients.start();
      await(Deadline.after(clock, settings.lasting()), () -> interrupted.getCount() == 0);
      clients.stop();
    }
    // A stalled validator gets its chance to drain, too.
    validators.forEach(Validator::resume);
    await(
        Deadline.after(clock, DRAIN),
        () -> validators.stream().allMatch(validator -> validator.pending() == 0));
    stop();
    return report(audit(keys, folder));
  }

  private Keys keys(Path folder) throws IOException {
    Path identities = Files.createTempDirectory(folder, "identities-");
    try {
      return Keys.create(PEERS, settings.transport(), identities);
    } finally {
      delete(identities);
    }
  }

  private void open(Keys keys, Path folder) throws IOException {
    Random random = new Random(settings.seed());
    List<ThreadScheduler> schedulers = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    Map<PeerId, Place.Addresses> addresses = new TreeMap<>();
    for (PeerId peer : PEERS) {
      ThreadScheduler scheduler = new ThreadScheduler(peer.name(), THREADS);
      Place place = new Place(peer, keys.security(peer), scheduler, counters);
      schedulers.add(scheduler);
      places.add(place);
      addresses.put(peer, place.addresses());
    }
    for (int i = 0; i < PEERS.size(); i++) {
      validators.add(
          new Validator(
              PEERS.get(i),
              keys,
              places.get(i),
              addresses,
              folder,
              schedulers.get(i),
              random,
              counters));
    }
  }

  /** What befalls a validator: returns what ends it. */
  @FunctionalInterface
  private interface Fault {
    Runnable begin(PeerId peer, Validator validator);
  }

  private void schedule(
      List<FaultPlan> plans, ThreadScheduler scheduler, Duration usually, Fault fault) {
    for (FaultPlan plan : plans) {
      Validator validator = validators.get(PEERS.indexOf(plan.peer()));
      Duration lasting = plan.lasting().isZero() ? usually : plan.lasting();
      scheduler.schedule(
          plan.at(),
          () -> {
            Runnable end = fault.begin(plan.peer(), validator);
            if (!lasting.isZero()) {
              scheduler.schedule(lasting, end);
            }
          });
    }
  }

  private Runnable kill(PeerId peer, Validator validator) {
    states.put(peer, "killed");
    validator.kill();
    return () -> {};
  }

  private Runnable stall(PeerId peer, Validator validator) {
    states.replace(peer, "up", "stalled");
    validator.stall();
    return () -> {
      states.replace(peer, "stalled", "up");
      validator.resume();
    };
  }

  private Runnable fillDisk(PeerId peer, Validator validator) {
    states.replace(peer, "up", "disk full");
    Runnable empty = validator.fillDisk();
    return () -> {
      states.replace(peer, "disk full", "up");
      empty.run();
    };
  }

  private void await(Deadline deadline, BooleanSupplier condition) throws InterruptedException {
    Deadline next = Deadline.after(clock, Duration.ofSeconds(1));
    while (!deadline.hasPassed(clock) && !condition.getAsBoolean()) {
      Thread.sleep(POLL.toMillis());
      if (next.hasPassed(clock)) {
        next = Deadline.after(clock, Duration.ofSeconds(1));
        progress.accept(report(List.of()));
      }
    }
  }

  /** Stops all validators at once: a session waits for the acknowledgements of another. */
  private void stop() throws IOException {
    Deadline deadline = Deadline.after(clock, STOP);
    List<CompletableFuture<Ended>> ends = new ArrayList<>();
    for (Validator validator : validators) {
      ends.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return validator.stop(deadline);
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              },
              task -> new Thread(task, "stop").start()));
    }
    for (int i = 0; i < ends.size(); i++) {
      PeerId peer = PEERS.get(i);
      try {
        notes.add(peer + " " + ends.get(i).join());
        states.replace(peer, "up", "stopped");
      } catch (CompletionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
      }
    }
  }

  private List<Audit> audit(Keys keys, Path folder) throws IOException {
    List<Audit> audits = new ArrayList<>();
    for (int i = 0; i < PEERS.size(); i++) {
      Validator validator = validators.get(i);
      audits.add(
          Audit.of(PEERS.get(i), keys.committee(), folder, validator.signed(), validator.time()));
    }
    return audits;
  }

  private DemoReport report(List<Audit> audits) {
    List<DemoReport.Row> rows = new ArrayList<>();
    for (int i = 0; i < PEERS.size(); i++) {
      PeerId peer = PEERS.get(i);
      rows.add(new DemoReport.Row(peer, states.getOrDefault(peer, "up"), tallies.get(i).counts()));
    }
    return new DemoReport(
        TimeUnit.NANOSECONDS.toMillis(clock.nanos() - start),
        rows,
        audits,
        counters.failures(),
        notes);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
