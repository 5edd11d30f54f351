package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.oracle.TraceEvent;
import dev.handoff.oracle.TraceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink that writes trace files. */
class TraceRecorderTest {
  @TempDir Path folder;

  private TraceRecorder open(Path file) throws IOException {
    return TraceRecorder.open(file, "p", "M", Map.of("N", "1..3"), List.of("Hide"));
  }

  @Test
  void whatIsRecordedCanBeRead() throws Exception {
    Path file = folder.resolve("t.ndjson");
    try (TraceRecorder recorder = open(file)) {
      recorder.record("M!First", "a\"b", 1, 2L, true, List.of(3));
      recorder.record("Other!First");
      recorder.record("M!Second");
      assertThat(recorder.events()).isEqualTo(2);
    }
    TraceFile trace = TraceFile.read(file);
    assertThat(trace.header().constants()).isEqualTo(Map.of("N", "1..3"));
    assertThat(trace.header().hidden()).containsExactly("Hide");
    assertThat(trace.events())
        .extracting(TraceEvent::text)
        .containsExactly(
            "{\"seq\":1,\"action\":\"First\",\"args\":[\"a\\\"b\",1,2,true,[3]]}",
            "{\"seq\":2,\"action\":\"Second\"}");
  }

  @Test
  void argumentsAreGivenTheSpecificationsNames() throws Exception {
    Path file = folder.resolve("t.ndjson");
    try (TraceRecorder recorder =
        TraceRecorder.open(
            file,
            "p",
            "M",
            Map.of(),
            List.of(),
            (action, given) -> List.of(action + given.get(0)))) {
      recorder.record("M!Go", 7);
    }
    assertThat(TraceFile.read(file).events().get(0).text()).contains("\"args\":[\"Go7\"]");
  }

  @Test
  void theFirstFailureIsThrownByTheClose() throws Exception {
    TraceRecorder recorder = open(folder.resolve("t.ndjson"));
    recorder.record("M!Fine");
    recorder.record("M!Wrong", new Object());
    recorder.record("M!After");
    assertThatThrownBy(recorder::close)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the trace is not complete: an argument is no string");
    assertThat(TraceFile.read(folder.resolve("t.ndjson")).events()).hasSize(1);
    recorder.close();
  }

  @Test
  void manyThreadsGetOneOrder() throws Exception {
    Path file = folder.resolve("t.ndjson");
    try (TraceRecorder recorder = open(file)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int n = 0; n < 250; n++) {
                    recorder.record("M!Step", n);
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(TraceFile.read(file).events()).hasSize(1000); // and reading checks the numbers
  }
}
