package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fakes.RecordedEvents;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {
  private final RecordedEvents events = new RecordedEvents();
  private final Guard guard = new Guard(events);
  private final List<String> done = new ArrayList<>();

  @Test
  void whatIsRegisteredRunsAfterTheReleaseInItsOrder() {
    Promise promise = new Promise();
    promise.receipt().onFate(fate -> done.add("told " + fate));
    try (Guard.Section section = guard.enter()) {
      section.afterwards(() -> done.add("first " + isFree()));
      section.settle(promise, Fate.DELIVERED);
      section.afterwards(() -> done.add("last " + isFree()));
      section.record("Module!Step", "x", 1);
      assertThat(promise.receipt().fate()).contains(Fate.DELIVERED);
      assertThat(done).isEmpty();
      assertThat(events.events()).containsExactly("Module!Step(x, 1)");
    }
    assertThat(done).containsExactly("first true", "told Delivered[]", "last true");
  }

  /** Whether this thread can enter, which it cannot from within a section. */
  private boolean isFree() {
    try (Guard.Section section = guard.enter()) {
      return section != null;
    }
  }

  @Test
  void aSectionWithoutTasksRunsNone() {
    try (Guard.Section section = guard.enter()) {
      section.record("Module!Step");
    }
    try (Guard.Section section = guard.enter()) {
      section.settle(new Promise(), Fate.DELIVERED);
      section.afterwards(() -> done.add("once"));
    }
    try (Guard.Section section = guard.enter()) {
      section.record("Module!Step");
    }
    assertThat(done).containsExactly("once");
  }

  @Test
  void afterAFateThatNobodyWaitsForTheOtherTasksRun() {
    try (Guard.Section section = guard.enter()) {
      section.afterwards(() -> done.add("a"));
      section.settle(new Promise(), Fate.DELIVERED);
      section.afterwards(() -> done.add("b"));
      section.afterwards(() -> done.add("c"));
    }
    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void aSectionWithinASectionIsRefusedAndTheOuterGoesOn() {
    try (Guard.Section section = guard.enter()) {
      section.afterwards(() -> done.add("outer"));
      assertThatThrownBy(guard::enter)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("open on this thread already");
    }
    assertThat(done).containsExactly("outer");
    assertThat(isFree()).isTrue();
  }

  @Test
  void anExceptionInASectionReleasesItAndTheTasksRun() {
    assertThatThrownBy(
            () -> {
              try (Guard.Section section = guard.enter()) {
                section.afterwards(() -> done.add("told"));
                throw new IllegalStateException("step failed");
              }
            })
        .hasMessage("step failed");
    assertThat(done).containsExactly("told");
    assertThat(isFree()).isTrue();
  }

  @Test
  void aTaskThatThrowsDoesNotKeepTheOthersFromRunning() {
    assertThatThrownBy(
            () -> {
              try (Guard.Section section = guard.enter()) {
                section.afterwards(() -> fail("one"));
                section.afterwards(() -> done.add("second"));
                section.afterwards(() -> fail("two"));
                section.afterwards(() -> done.add("fourth"));
              }
            })
        .hasMessage("one")
        .satisfies(e -> assertThat(e.getSuppressed()).extracting("message").containsExactly("two"));
    assertThat(done).containsExactly("second", "fourth");
    assertThatThrownBy(
            () -> {
              try (Guard.Section section = guard.enter()) {
                section.afterwards(() -> fail("alone"));
              }
            })
        .hasMessage("alone");
    assertThat(isFree()).isTrue();
  }

  @Test
  void anErrorOfATaskDoesNotKeepTheOthersFromRunning() {
    assertThatThrownBy(
            () -> {
              try (Guard.Section section = guard.enter()) {
                section.afterwards(
                    () -> {
                      throw new AssertionError("broken");
                    });
                section.afterwards(() -> done.add("second"));
                section.afterwards(() -> fail("two"));
                section.afterwards(() -> done.add("fourth"));
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessage("broken")
        .satisfies(e -> assertThat(e.getSuppressed()).extracting("message").containsExactly("two"));
    assertThat(done).containsExactly("second", "fourth");
    assertThat(isFree()).isTrue();
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }

  @Test
  void aTaskMayEnterAgainAndRegisterTasksOfItsOwn() {
    try (Guard.Section section = guard.enter()) {
      section.afterwards(
          () -> {
            try (Guard.Section inner = guard.enter()) {
              inner.afterwards(() -> done.add("inner"));
            }
            done.add("outer");
          });
    }
    assertThat(done).containsExactly("inner", "outer");
  }

  @Test
  void sectionsOfManyThreadsExcludeEachOther() throws Exception {
    int threads = 4;
    int each = 20_000;
    long[] count = new long[2];
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  try (Guard.Section section = guard.enter()) {
                    count[0]++;
                    section.afterwards(
                        () -> {
                          try (Guard.Section next = guard.enter()) {
                            count[1]++;
                            next.afterwards(Guard.NOTHING);
                          }
                        });
                  }
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(count).containsExactly((long) threads * each, (long) threads * each);
  }
}
