package dev.handoff.fakes;

import dev.handoff.ConnectionContract;
import dev.handoff.PeerId;
import dev.handoff.jdk.ThreadScheduler;
import org.junit.jupiter.api.AfterEach;

class PipeTest extends ConnectionContract {
  private final ThreadScheduler scheduler = new ThreadScheduler("pipe", 2);

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Override
  protected Ends connect() {
    Pipe pipe = new Pipe(scheduler, 32 << 10, new PeerId("left"), new PeerId("right"));
    return new Ends(pipe.left(), pipe.right(), pipe::reset);
  }
}
