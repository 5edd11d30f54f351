package dev.handoff.delivery;

import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.tcp.TcpEndpoint;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The orderly end of a run on real threads: no task is left that finds its scheduler closed. */
final class Ending {
  /** A closed socket wakes a loop, which closes another: longer chains there are not. */
  private static final int ROUNDS = 50;

  private Ending() {}

  static void close(Collection<TcpEndpoint> endpoints, ThreadScheduler scheduler) throws Exception {
    endpoints.forEach(TcpEndpoint::close);
    for (TcpEndpoint endpoint : endpoints) {
      endpoint.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
    for (int round = 0; round < ROUNDS; round++) {
      CountDownLatch behindAll = new CountDownLatch(1);
      scheduler.execute(behindAll::countDown);
      behindAll.await();
    }
  }
}
