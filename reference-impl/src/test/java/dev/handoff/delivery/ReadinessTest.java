package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.fakes.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a connection is worth reading and writing. */
class ReadinessTest {
  private final Rig rig = new Rig();
  private final Pipe pipe = rig.pipe(1);
  private final Readiness readiness = new Readiness(pipe.left());
  private final List<String> woken = new ArrayList<>();

  @Test
  void readingIsWorthWhileUntilThereIsNothingAndAgainWhenSomethingHasCome() throws IOException {
    assertThat(readiness.isReadable()).isTrue();
    readiness.awaitReadable(() -> woken.add("to read"));
    rig.scheduler.runAll();
    assertThat(readiness.isReadable()).isFalse();
    assertThat(readiness.isWritable()).isTrue();
    assertThat(woken).isEmpty();
    pipe.right().write(ByteBuffer.allocate(1));
    rig.scheduler.runAll();
    assertThat(readiness.isReadable()).isTrue();
    assertThat(woken).containsExactly("to read");
  }

  @Test
  void writingIsWorthWhileUntilThereIsNoRoomAndAgainWhenThereIs() throws IOException {
    assertThat(readiness.isWritable()).isTrue();
    pipe.left().write(ByteBuffer.allocate(1));
    readiness.awaitWritable(() -> woken.add("to write"));
    rig.scheduler.runAll();
    assertThat(readiness.isWritable()).isFalse();
    assertThat(readiness.isReadable()).isTrue();
    assertThat(woken).isEmpty();
    pipe.right().read(ByteBuffer.allocate(1));
    rig.scheduler.runAll();
    assertThat(readiness.isWritable()).isTrue();
    assertThat(woken).containsExactly("to write");
  }

  @Test
  void bothAreWorthWhileOnceTheyAreRaised() throws IOException {
    pipe.left().write(ByteBuffer.allocate(1));
    readiness.awaitReadable(() -> woken.add("to read"));
    readiness.awaitWritable(() -> woken.add("to write"));
    readiness.raise();
    assertThat(readiness.isReadable()).isTrue();
    assertThat(readiness.isWritable()).isTrue();
    assertThat(woken).isEmpty();
  }
}
