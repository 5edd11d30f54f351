package dev.handoff.delivery;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.lincheck.Bringing;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.seeded.Weakened;
import java.nio.ByteBuffer;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * A {@link Readiness} is a flag that says what the connection last said: who waits does not miss
 * what arrives while it begins to wait.
 *
 * <p>The linearization point of {@code arrive} is where the flag is raised, that of {@code await}
 * where the listener is registered; so the flag is lowered before.
 */
@Weakened("delivery/flag-lowered-after-the-listener")
public final class ReadinessLincheckTest {
  private final Bringing connection = new Bringing(ByteBuffer.allocate(1));
  private final Readiness readiness = new Readiness(connection);

  /** The loop has read all that was there, and waits. */
  @Operation
  public void await() {
    readiness.awaitReadable(() -> {});
  }

  /** Bytes arrive. */
  @Operation
  public void arrive() {
    connection.arrive();
  }

  /** Whether the loop would read, if it looked. */
  @Operation
  public boolean isReadable() {
    return readiness.isReadable();
  }

  /** Readable is what has arrived. */
  public static final class Specification {
    private boolean readable = true;
    private boolean arrived;

    public void await() {
      readable = arrived;
    }

    public void arrive() {
      arrived = true;
      readable = true;
    }

    public boolean isReadable() {
      return readable;
    }
  }

  @Test
  void whatArrivesIsSeen() {
    Interleavings.of(ReadinessLincheckTest.class, Specification.class)
        .scenario(thread(), thread("await"), thread("arrive"), thread("isReadable"))
        .check();
  }
}
