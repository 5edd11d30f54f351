package dev.handoff;

/** What is done with what foreign code throws and nobody else can be told of. No state. */
public final class Uncaught {
  private Uncaught() {}

  /** Hands it to this thread's handler of uncaught exceptions; the thread goes on. */
  public static void report(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
