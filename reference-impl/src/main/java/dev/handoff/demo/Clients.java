package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Clock;
import dev.handoff.Scheduler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Submits transactions to the validators in turn, at a steady rate, whatever becomes of them.
 *
 * <p>Its state is that of its one timer, whose tasks follow each other; {@code stopped} is
 * volatile.
 */
final class Clients {
  private static final Duration TICK = Duration.ofMillis(5);
  private static final int PAYLOAD_BYTES = 120;

  private final List<Validator> validators;
  private final List<Tally> tallies;
  private final int rate;
  private final RandomGenerator random;
  private final Scheduler scheduler;
  private final Clock clock;
  private final long start;
  private long submitted;
  private volatile boolean stopped;

  Clients(
      List<Validator> validators,
      List<Tally> tallies,
      int rate,
      RandomGenerator random,
      Scheduler scheduler,
      Clock clock) {
    this.validators = validators;
    this.tallies = tallies;
    this.rate = rate;
    this.random = random;
    this.scheduler = scheduler;
    this.clock = clock;
    this.start = clock.nanos();
  }

  void start() {
    scheduler.execute(this::submit);
  }

  void stop() {
    stopped = true;
  }

  private void submit() {
    if (stopped) {
      return;
    }
    long due = (clock.nanos() - start) * rate / TimeUnit.SECONDS.toNanos(1);
    for (; submitted < due; submitted++) {
      int to = (int) (submitted % validators.size());
      tallies.get(to).offered(validators.get(to).offer(transaction()));
    }
    scheduler.schedule(TICK, this::submit);
  }

  private Transaction transaction() {
    byte[] content = new byte[PAYLOAD_BYTES];
    random.nextBytes(content);
    ByteBuffer.wrap(content).putLong(submitted);
    return Transaction.of(Bytes.copyOf(content));
  }
}
