package dev.handoff.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.oracle.Validation.Unexplained;
import dev.handoff.tlc.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stock TLC, given traces as specifications, follows each as far as the frontier search does. */
class TraceSpecificationTest {
  /** Over what the reference modules quantify. */
  static final Map<String, String> DOMAINS =
      Map.ofEntries(
          Map.entry("m", "Messages"),
          Map.entry("p", "Peers"),
          Map.entry("k", "Commits"),
          Map.entry("r", "Requests"),
          Map.entry("d", "Digests"),
          Map.entry("t", "1..MaxTime"),
          Map.entry("synced", "BOOLEAN"),
          Map.entry("v", "Correct"),
          Map.entry("z", "Faulty"),
          Map.entry("b", "Blocks"),
          Map.entry("recipients", "{Collectors}"),
          Map.entry("VoteByzantine.c", "(Correct \\cap Collectors)"));

  /** What {@code c} stands for. */
  private static final Map<String, String> C =
      Map.of(
          "PeerShutdown", "Channels",
          "CommitFanOut", "Components",
          "VoteQuorum", "Correct");

  private static Oracles oracles;
  private static Scratch scratch;

  @TempDir Path folder;
  private int files;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
    scratch = Scratch.open();
  }

  @AfterAll
  static void close() {
    oracles.close();
    scratch.close();
  }

  @ParameterizedTest
  @CsvSource("shutdown/Reference/Reading, PeerShutdown, Write")
  void stockTlcFollowsAsFar(String model, String module, String hidden) throws Exception {
    agree(model, module, hidden);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "shutdown/Reference/Stalled, PeerShutdown, Fetch",
    "fanout/Reference/CrashRestartDurable, CommitFanOut, Crash",
    "fanout/Reference/Shutdown, CommitFanOut, Apply",
    "persistence/Reference/IndeterminateWrite, BatchPersistence, Receive",
    "delivery/Reference/Overlap, PeerDelivery, Read",
    "delivery/Reference/StuckPeer, PeerIsolation, Write",
    "delivery/Reference/VoteQuorumByzantineLeader, VoteQuorum, FailConnection"
  })
  void stockTlcFollowsAsFarOfOthers(String model, String module, String hidden) throws Exception {
    agree(model, module, hidden);
  }

  private void agree(String model, String module, String hidden) throws Exception {
    RandomTraces random = new RandomTraces(oracles, model, 5);
    TraceHeader whole = random.header(module);
    TraceHeader partial = random.header(module, hidden);
    List<TraceFile> wholes = new ArrayList<>();
    List<TraceFile> partials = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<SpecStep> walk = random.walk(16);
      wholes.add(file(whole, walk));
      partials.add(file(partial, walk));
      for (List<SpecStep> spoiled : random.spoiled(walk, (i * 7) % walk.size()).stream().toList()) {
        wholes.add(file(whole, spoiled));
        partials.add(file(partial, spoiled));
        partials.add(withoutArguments(partials.get(partials.size() - 1)));
      }
      partials.add(withObservation(partials.get(partials.size() - 1), walk));
    }
    assertThat(agree(module, wholes)).as("good and bad ones").isBetween(1, wholes.size() - 1);
    assertThat(agree(module, partials)).as("good and bad ones").isBetween(1, partials.size() - 1);
  }

  /** Compares, and counts the traces that are explained. */
  private int agree(String module, List<TraceFile> traces) throws Exception {
    SpecOracle oracle = TraceValidator.open(oracles, traces.get(0));
    Map<String, String> domains = new HashMap<>(DOMAINS);
    if (C.containsKey(module)) {
      domains.put("c", C.get(module));
    }
    TraceSpecification specification = TraceSpecification.of(traces, oracle, domains);
    TraceSpecification.Followed followed =
        specification.follow(
            oracles.specifications().folder(), traces.get(0).header().protocol(), scratch, 120_000);
    int explained = 0;
    for (int i = 0; i < traces.size(); i++) {
      TraceFile trace = traces.get(i);
      Validation validation = TraceValidator.validate(oracle, trace, 10_000);
      long far = trace.events().size();
      if (validation instanceof Unexplained unexplained) {
        far = unexplained.event().seq() - 1;
      } else {
        explained++;
      }
      assertThat(followed.of(i)).as("%s", Files.readString(trace.path())).isEqualTo((int) far);
    }
    return explained;
  }

  private TraceFile file(TraceHeader header, List<SpecStep> steps) throws Exception {
    Path file = folder.resolve(files++ + ".ndjson");
    TraceWriter.write(file, header, steps);
    return TraceFile.read(file);
  }

  private TraceFile edited(TraceFile trace, Consumer<List<Map<String, Object>>> edit)
      throws Exception {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : Files.readAllLines(trace.path())) {
      lines.add(JSON.std.mapFrom(line));
    }
    edit.accept(lines);
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> line : lines) {
      text.append(JSON.std.asString(line)).append('\n');
    }
    Path file = folder.resolve(files++ + ".ndjson");
    Files.writeString(file, text);
    return TraceFile.read(file);
  }

  private TraceFile withoutArguments(TraceFile trace) throws Exception {
    return edited(trace, lines -> lines.forEach(line -> line.remove("args")));
  }

  /** With a variable observed after the last event: what it is at the end of that walk. */
  private TraceFile withObservation(TraceFile trace, List<SpecStep> walk) throws Exception {
    SpecState last = walk.get(walk.size() - 1).to();
    String variable = last.text().keySet().iterator().next();
    String value = String.valueOf(last.text().get(variable));
    return edited(
        trace, lines -> lines.get(lines.size() - 1).put("state", Map.of(variable, value)));
  }
}
