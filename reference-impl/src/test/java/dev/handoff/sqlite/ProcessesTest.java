package dev.handoff.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.jdk.ThreadScheduler;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store, other processes, and disks that are full or read-only. */
class ProcessesTest {
  @TempDir Path folder;
  private final ThreadScheduler disk = new ThreadScheduler("disk", 1);

  @AfterEach
  void close() {
    disk.close();
  }

  private Path file() {
    return folder.resolve("node.db");
  }

  private SqliteStore open() throws StoreException {
    return SqliteStore.open(file(), SqliteSettings.STANDARD, disk, Metrics.NONE);
  }

  private static Process start(List<String> before, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", "")),
            StoreProcess.class.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> output(Process process) throws Exception {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> output = lines.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("exit of %s", output).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Returns the command that runs another one in which the folder is mounted that way, as root. */
  private List<String> mounting(String how) throws Exception {
    List<String> inside =
        List.of("unshare", "-rm", "sh", "-c", how + " && shift && exec \"$@\"", "sh");
    List<String> probe = new ArrayList<>(inside);
    probe.addAll(List.of(folder.toString(), "true"));
    boolean works;
    try {
      works = new ProcessBuilder(probe).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      works = false;
    }
    Assumptions.assumeTrue(
        works,
        "NOT TESTED: this machine lets nobody mount a file system in a namespace of its own;"
            + " the bound on the size of the file stands in for a full disk in SqliteStoreTest");
    List<String> command = new ArrayList<>(inside);
    command.add(folder.toString());
    return command;
  }

  @Test
  void aStoreThatAnotherProcessHasOpenIsRefusedAndTheProcessNamed() throws Exception {
    Process holder = start(List.of(), "hold", file());
    try (BufferedReader lines = holder.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("open false");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(this::open)
            .isInstanceOfSatisfying(
                StoreException.class,
                e -> {
                  assertThat(e.kind()).isEqualTo(StoreException.Kind.LOCKED);
                  assertThat(e).hasMessageContaining("says: process " + holder.pid() + ")");
                });
      }
      holder.outputWriter(StandardCharsets.UTF_8).close();
      assertThat(lines.readLine()).isEqualTo("closed");
      assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      holder.destroyForcibly();
    }
    open().close();
  }

  @Test
  void whatWasAcknowledgedSurvivesThatTheProcessIsKilled() throws Exception {
    Set<String> acknowledged = new HashSet<>();
    for (int round = 1; round <= 3; round++) {
      Process committer = start(List.of(), "commit", file());
      try (BufferedReader lines = committer.inputReader(StandardCharsets.UTF_8)) {
        for (int i = 0; i < 60 * round; i++) {
          acknowledged.add(String.valueOf(lines.readLine()));
        }
        // Through the handle, because the process's own method closes the pipe, and the rest is
        // lost.
        committer.toHandle().destroyForcibly();
        // A last line without its end may be cut: its key was acknowledged, but is not known here.
        String rest = String.join("\n", lines.lines().toList());
        List<String> whole = new ArrayList<>(rest.lines().toList());
        if (!whole.isEmpty()) {
          whole.remove(whole.size() - 1);
        }
        acknowledged.addAll(whole);
      } finally {
        committer.destroyForcibly().waitFor();
      }
      Set<String> found = new HashSet<>();
      try (SqliteStore store = open()) {
        store.scan(
            "t",
            (key, value) -> {
              assertThat(value.utf8()).isEqualTo(key.utf8().repeat(50));
              found.add(key.utf8());
            });
      }
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(30 * round * (round + 1));
      assertThat(found).as("round %d", round).containsAll(acknowledged);
      // Beside those, at most the one that each of four threads had not heard of, and cut lines.
      assertThat(found.size() - acknowledged.size()).isBetween(0, 5 * round);
    }
  }

  @Test
  void onAFullDiskNothingIsLostAndTheStoreGoesOnWhenThereIsRoom() throws Exception {
    List<String> output =
        output(
            start(
                mounting("mount -t tmpfs -o size=1m tmpfs \"$1\""),
                "fill",
                file(),
                folder.resolve("ballast")));
    assertThat(output)
        .containsExactly("full FULL after true", "with room Committed[]", "all there");
  }

  @Test
  void aStoreOnAReadOnlyFileSystemIsRefused() throws Exception {
    try (SqliteStore store = open()) {
      CompletableFuture<WriteResult> result = new CompletableFuture<>();
      store.commit(List.of(new Mutation.Put("t", Bytes.EMPTY, Bytes.EMPTY)), result::complete);
      assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(WriteResult.COMMITTED);
    }
    List<String> readOnly =
        mounting("mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\"");
    assertThat(output(start(readOnly, "open", file())))
        .singleElement()
        .asString()
        .startsWith("READ_ONLY store " + file().toRealPath())
        .contains("mount it writable");
    assertThat(output(start(readOnly, "open", folder.resolve("new.db"))))
        .singleElement()
        .asString()
        .startsWith("READ_ONLY");
    assertThat(Files.exists(folder.resolve("new.db"))).isFalse();
    assertThat(output(start(List.of(), "open", file()))).containsExactly("open true");
  }
}
