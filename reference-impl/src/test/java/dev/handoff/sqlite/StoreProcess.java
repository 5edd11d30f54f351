package dev.handoff.sqlite;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.jdk.ThreadScheduler;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What {@link ProcessesTest} does in another process: the first argument says what, with what. */
final class StoreProcess {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private StoreProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "hold" -> hold(file, System.in);
      case "commit" -> commitForEver(file);
      case "fill" -> fill(file, Path.of(arguments[2]));
      case "open" -> open(file);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Keeps the store open until its input ends. */
  private static void hold(Path file, InputStream until) throws Exception {
    try (ThreadScheduler disk = new ThreadScheduler("disk", 1);
        SqliteStore store = open(file, disk)) {
      OUT.println("open " + store.read("t", Bytes.EMPTY).isPresent());
      while (until.read() >= 0) {}
    }
    OUT.println("closed");
  }

  /** Opens and closes the store, and prints what is wrong with it. */
  private static void open(Path file) {
    try (ThreadScheduler disk = new ThreadScheduler("disk", 1);
        SqliteStore store = open(file, disk)) {
      OUT.println("open " + store.read("t", Bytes.EMPTY).isPresent());
    } catch (StoreException e) {
      OUT.println(e.kind() + " " + e.getMessage());
    }
  }

  /** Commits from four threads, and prints each key when its commit is acknowledged. */
  private static void commitForEver(Path file) throws Exception {
    ThreadScheduler disk = new ThreadScheduler("disk", 1);
    SqliteStore store = open(file, disk);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String prefix = ProcessHandle.current().pid() + "-" + t + "-";
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; ; i++) {
                  String key = prefix + i;
                  WriteResult result = commit(store, put(key, key.repeat(50)));
                  if (result.equals(WriteResult.COMMITTED)) {
                    OUT.println(key);
                  } else {
                    throw new IllegalStateException(result.toString());
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Fills the disk, which {@code ballast} occupies a part of, and goes on when that is removed. */
  private static void fill(Path file, Path ballast) throws Exception {
    Files.write(ballast, new byte[200_000]);
    try (ThreadScheduler disk = new ThreadScheduler("disk", 1)) {
      int stored = 0;
      try (SqliteStore store = open(file, disk)) {
        WriteResult result = commit(store, put("0", "x".repeat(8_000)));
        while (result.equals(WriteResult.COMMITTED) && stored < 1_000) {
          stored++;
          result = commit(store, put("" + stored, "x".repeat(8_000)));
        }
        if (!(result instanceof WriteResult.Failed failed)) {
          throw new IllegalStateException("not refused: " + result);
        }
        OUT.println("full " + failed.cause().kind() + " after " + (stored > 0));
        check(store, stored);
        for (int i = 0; i < 5; i++) {
          if (commit(store, put("" + stored, "x".repeat(8_000))).equals(WriteResult.COMMITTED)) {
            // What was moved from the log into the file may have made room.
            stored++;
          }
          check(store, stored);
        }
        Files.delete(ballast);
        result = commit(store, put("" + stored, "x".repeat(8_000)));
        OUT.println("with room " + result);
        stored++;
        check(store, stored);
      }
      try (SqliteStore store = open(file, disk)) {
        check(store, stored);
        OUT.println("all there");
      }
    }
  }

  private static void check(Store store, int stored) throws IOException {
    int[] count = new int[1];
    store.scan("t", (key, value) -> count[0]++);
    if (count[0] != stored) {
      throw new IllegalStateException(
          "%d records were acknowledged, %d are there".formatted(stored, count[0]));
    }
  }

  private static SqliteStore open(Path file, ThreadScheduler disk) throws StoreException {
    return SqliteStore.open(file, SqliteSettings.STANDARD, disk, Metrics.NONE);
  }

  private static Mutation put(String key, String value) {
    return new Mutation.Put("t", Bytes.utf8(key), Bytes.utf8(value));
  }

  private static WriteResult commit(Store store, Mutation mutation) {
    CompletableFuture<WriteResult> result = new CompletableFuture<>();
    store.commit(List.of(mutation), result::complete);
    return result.orTimeout(60, TimeUnit.SECONDS).join();
  }
}
