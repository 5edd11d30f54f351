package dev.handoff.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Digest;
import dev.handoff.Guard;
import dev.handoff.trace.EventSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final Digest DIGEST = Fixture.batch(1, 1).digest();

  private final Lines lines = new Lines();
  private final Guard guard = new Guard(EventSink.NONE);
  private final List<String> woken = new ArrayList<>();
  private final Waiter first = () -> woken.add("first");
  private final Waiter second = () -> woken.add("second");
  private final Waiter third = () -> woken.add("third");

  private void leave(Waiter waiter) {
    try (Guard.Section section = guard.enter()) {
      lines.leave(section, DIGEST, waiter);
    }
  }

  @Test
  void itIsTheTurnOfWhoCameFirst() {
    assertThat(lines.join(DIGEST, first)).isTrue();
    assertThat(lines.join(DIGEST, second)).isFalse();
    assertThat(lines.isTurnOf(DIGEST, first)).isTrue();
    assertThat(lines.isTurnOf(DIGEST, second)).isFalse();
  }

  @Test
  void whoWaitsIsWokenInTheOrderOfArrivalWhenTheOwnerLeaves() {
    lines.join(DIGEST, first);
    lines.join(DIGEST, second);
    lines.join(DIGEST, third);
    lines.own(DIGEST, first);
    assertThat(lines.isFree(DIGEST)).isFalse();
    leave(first);
    assertThat(woken).containsExactly("second");
    assertThat(lines.isFree(DIGEST)).isTrue();
    assertThat(lines.isTurnOf(DIGEST, second)).isTrue();
    lines.own(DIGEST, second);
    leave(second);
    assertThat(woken).containsExactly("second", "third");
  }

  @Test
  void whoLeavesWithoutHavingOwnedLetsTheNextOneHaveItsTurn() {
    lines.join(DIGEST, first);
    lines.join(DIGEST, second);
    leave(first);
    assertThat(woken).containsExactly("second");
  }

  @Test
  void nobodyIsWokenWhileTheDigestIsOwned() {
    lines.join(DIGEST, first);
    lines.join(DIGEST, second);
    lines.join(DIGEST, third);
    lines.own(DIGEST, first);
    leave(second);
    assertThat(woken).isEmpty();
    assertThat(lines.isFree(DIGEST)).isFalse();
  }

  @Test
  void whoOwnsWithoutHavingWaitedStandsAtTheHead() {
    lines.join(DIGEST, second);
    lines.own(DIGEST, first);
    assertThat(lines.isTurnOf(DIGEST, second)).isFalse();
    leave(first);
    assertThat(woken).containsExactly("second");
  }

  @Test
  void aLineThatNobodyStandsInIsForgotten() {
    lines.own(DIGEST, first);
    assertThat(lines.size()).isOne();
    leave(first);
    assertThat(lines.size()).isZero();
    assertThat(lines.isFree(DIGEST)).isTrue();
    assertThat(lines.isTurnOf(DIGEST, first)).isFalse();
    leave(first);
    lines.join(DIGEST, first);
    lines.clear();
    assertThat(lines.size()).isZero();
    assertThat(woken).isEmpty();
  }
}
