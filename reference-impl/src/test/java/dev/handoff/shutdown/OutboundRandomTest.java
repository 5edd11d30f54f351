package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Deadline;
import dev.handoff.Fate;
import dev.handoff.FrameException;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random interleavings of offers, steps, faults and time. Every event is judged by {@link
 * SpecModel}; the seed is the name of the run.
 */
class OutboundRandomTest {
  private static final List<String> ACTIONS =
      List.of(
          "BeginClose",
          "Forward",
          "Fetch",
          "Send",
          "Encode(message)",
          "Encode(stream)",
          "Write",
          "Confirm",
          "TimeOutWrite",
          "Finish",
          "Abort",
          "PassDeadline",
          "Return",
          "Announce");

  private static final Set<String> STEPPED = new TreeSet<>();
  private static final Set<String> DRIVEN = new TreeSet<>();
  private static final Set<String> FATES = new TreeSet<>();

  /** A campaign in which something never happened has shown less than it says. */
  @AfterAll
  static void everythingHappened() {
    assertThat(STEPPED).contains("Offer").containsAll(ACTIONS);
    assertThat(DRIVEN).contains("Offer").containsAll(ACTIONS);
    assertThat(FATES).containsExactly("delivered", "refused", "undelivered", "unknown");
  }

  static IntStream seeds() {
    return IntStream.rangeClosed(1, 150);
  }

  /** A message whose content tells its number: 4, 8 or 12 bytes, so 0, 2 or 3 fragments. */
  private static Bytes message(long number, Random random) {
    byte[] content = new byte[4 + 4 * random.nextInt(3)];
    ByteBuffer.wrap(content).putInt((int) number);
    return Bytes.copyOf(content);
  }

  private static int fragments(Bytes message) {
    return message.size() <= 4 ? 0 : message.size() / 4;
  }

  private static OutboundSettings settings(Random random) {
    return Rig.settings(
        1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(4));
  }

  /** Many steps in a row within one section, as on real threads. */
  private static Scheduler inStridesOf(int quantum, Scheduler scheduler) {
    return new Scheduler() {
      @Override
      public void execute(Runnable task) {
        scheduler.execute(task);
      }

      @Override
      public Timer schedule(Duration delay, Runnable task) {
        return scheduler.schedule(delay, task);
      }

      @Override
      public int quantum() {
        return quantum;
      }
    };
  }

  private static void assertStatus(SpecModel model, List<Receipt> receipts) {
    for (int i = 0; i < receipts.size(); i++) {
      String seen =
          receipts
              .get(i)
              .fate()
              .map(
                  fate -> {
                    if (fate instanceof Fate.Delivered) {
                      return "delivered";
                    } else if (fate instanceof Fate.Undelivered) {
                      return "undelivered";
                    }
                    return fate instanceof Fate.Unknown ? "unknown" : "refused";
                  })
              .orElse("accepted");
      assertThat(seen).as("message %d", i + 1).isEqualTo(model.status.get(i + 1L));
    }
  }

  /** Each step is enabled when the specification says so, and does what the specification says. */
  @ParameterizedTest
  @MethodSource("seeds")
  void stepsInAnyOrderAreThoseOfTheSpecification(int seed) {
    Random random = new Random(seed);
    Rig rig = new Rig(1_000_000);
    OutboundSettings settings = settings(random);
    SpecModel model = new SpecModel(settings);
    RequestQueue requests = new RequestQueue(settings, model, rig.metrics, () -> {});
    Pipeline pipeline =
        new Pipeline(rig.pipe.left(), settings, requests, model, rig.metrics, rig.reports::add);
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      if (random.nextInt(4) == 0 && receipts.size() < 25) {
        Bytes message = message(receipts.size() + 1, random);
        model.announceOffer(fragments(message));
        receipts.add(requests.offer(message));
      } else {
        String action = ACTIONS.get(random.nextInt(ACTIONS.size()));
        boolean rare = List.of("BeginClose", "TimeOutWrite", "PassDeadline").contains(action);
        if (!rare || random.nextInt(12) == 0) {
          boolean expected = model.isEnabled(action);
          if (action.equals("Confirm") && model.taken < model.sink.size()) {
            // The flush returns for the whole sink; of several frames, for none before the last.
            expected = false;
          }
          assertThat(take(action, requests, pipeline)).as(action).isEqualTo(expected);
        }
      }
      assertThat(SpecModel.show(pipeline.state())).isEqualTo(model.toString());
      assertStatus(model, receipts);
    }
    STEPPED.addAll(model.seen);
  }

  private static boolean take(String action, RequestQueue requests, Pipeline pipeline) {
    BooleanSupplier step =
        switch (action) {
          case "BeginClose" -> () -> requests.beginClose(new CloseReport.Cause.Requested());
          case "Forward" -> pipeline::forward;
          case "Fetch" -> pipeline::fetch;
          case "Send" -> pipeline::send;
          case "Encode(message)" -> () -> pipeline.encode(Channel.MESSAGE);
          case "Encode(stream)" -> () -> pipeline.encode(Channel.STREAM);
          case "Write" -> pipeline::write;
          case "Confirm" -> pipeline::confirm;
          case "TimeOutWrite" -> pipeline::timeOutWrite;
          case "Finish" -> pipeline::finish;
          case "Abort" -> pipeline::abort;
          case "PassDeadline" -> pipeline::passDeadline;
          case "Return" -> pipeline::returnMessage;
          case "Announce" -> pipeline::announce;
          default -> throw new AssertionError(action);
        };
    return step.getAsBoolean();
  }

  /** The driver, on a connection that stalls and fails, gives each message one fate, a true one. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyMessageGetsOneTrueFate(int seed) {
    Random random = new Random(seed);
    Rig rig = new Rig(10 + random.nextInt(100));
    OutboundSettings settings = settings(random);
    SpecModel model = new SpecModel(settings);
    OutboundConnection connection =
        new OutboundConnection(
            rig.pipe.left(),
            settings,
            inStridesOf(random.nextBoolean() ? 1 : 1 + random.nextInt(64), rig.scheduler),
            rig.scheduler,
            model,
            rig.metrics,
            rig.reports::add);
    List<Receipt> receipts = new ArrayList<>();
    List<Integer> told = new ArrayList<>();
    boolean stalls = random.nextBoolean();
    boolean fails = random.nextInt(3) == 0;
    boolean reset = false;
    for (int i = 0; i < 600; i++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          Bytes message = message(receipts.size() + 1, random);
          model.announceOffer(fragments(message));
          Receipt receipt = connection.offer(message);
          int number = receipts.size() + 1;
          receipt.onFate(fate -> told.add(number));
          receipts.add(receipt);
        }
        case 2, 3, 4, 5 -> {
          if (rig.scheduler.readyCount() > 0) {
            rig.scheduler.run(random.nextInt(rig.scheduler.readyCount()));
          }
        }
        case 6 -> {
          if (!stalls || random.nextInt(10) == 0) {
            readIfPossible(rig);
          }
          if (stalls) {
            rig.pipe.left().flushStuck(random.nextInt(3) == 0);
            rig.scheduler.advance(Duration.ofMillis(random.nextInt(3000)));
          }
        }
        default -> {
          if (random.nextInt(60) == 0) {
            connection.close(Deadline.after(rig.scheduler, Duration.ofSeconds(random.nextInt(10))));
          } else if (fails && random.nextInt(40) == 0) {
            if (random.nextBoolean()) {
              rig.pipe.left().failNextWrite("fails because the test says so");
            } else {
              readIfPossible(rig);
              reset = true;
              rig.pipe.reset();
            }
          }
        }
      }
    }
    connection.close(Deadline.after(rig.scheduler, Duration.ofSeconds(5)));
    if (!reset && random.nextBoolean()) {
      rig.pipe.left().flushStuck(false);
      for (int i = 0; i < 500; i++) {
        rig.scheduler.runAll();
        readIfPossible(rig);
      }
    }
    rig.scheduler.advance(Duration.ofSeconds(5));

    assertThat(rig.reports).hasSize(1);
    assertThat(rig.scheduler.timerCount()).isZero();
    assertThat(rig.scheduler.readyCount()).isZero();
    assertThat(rig.pipe.left().isClosed()).isTrue();
    assertThat(model.actor).isEqualTo("ended");
    assertThat(model.waited).isLessThanOrEqualTo(1);
    assertStatus(model, receipts);
    assertThat(told).hasSize(receipts.size()).doesNotHaveDuplicates();

    CloseReport report = rig.reports.get(0);
    Set<Integer> delivered = numbers(model, "delivered");
    assertThat(report.delivered()).isEqualTo(delivered.size());
    assertThat(report.undelivered()).isEqualTo(numbers(model, "undelivered").size());
    assertThat(report.unknown()).isEqualTo(numbers(model, "unknown").size());
    assertThat(report.accepted())
        .isEqualTo(receipts.size() - (long) numbers(model, "refused").size());
    for (CloseReport.Returned one : report.returned()) {
      assertThat(number(one.message())).isEqualTo((int) one.number());
      assertThat(receipts.get((int) one.number() - 1).fate()).contains(one.fate());
    }

    readIfPossible(rig);
    List<Integer> received = rig.receivedSoFar().stream().map(OutboundRandomTest::number).toList();
    assertThat(received).doesNotHaveDuplicates();
    assertThat(numbers(model, "undelivered")).noneMatch(received::contains);
    assertThat(numbers(model, "refused")).noneMatch(received::contains);
    if (!reset) {
      assertThat(received).containsAll(delivered);
    }
    DRIVEN.addAll(model.seen);
    FATES.addAll(model.status.values());
    for (boolean small : new boolean[] {true, false}) {
      assertThat(
              rig.receivedSoFar().stream()
                  .filter(one -> (one.size() <= 4) == small)
                  .map(OutboundRandomTest::number))
          .isSorted();
    }
  }

  /** Reads what can be read; only the end of the connection may keep a frame from its end. */
  private static void readIfPossible(Rig rig) {
    try {
      rig.received();
    } catch (FrameException e) {
      assertThat(e.kind()).as(e.getMessage()).isEqualTo(FrameException.Kind.TRUNCATED);
      assertThat(rig.pipe.left().isClosed()).isTrue();
    } catch (IOException e) {
      assertThat(e).hasMessage("connection reset");
    }
  }

  private static Set<Integer> numbers(SpecModel model, String status) {
    Set<Integer> numbers = new TreeSet<>();
    model.status.forEach(
        (number, one) -> {
          if (one.equals(status)) {
            numbers.add(number.intValue());
          }
        });
    return numbers;
  }

  private static int number(Bytes message) {
    return message.buffer().getInt();
  }
}
