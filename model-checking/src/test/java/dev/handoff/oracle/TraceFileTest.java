package dev.handoff.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.oracle.TraceEvent.InOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a trace file is, and what is wrong with one that is none. */
class TraceFileTest {
  private static final String HEADER =
      "{\"handoff\":\"trace\",\"version\":1,\"protocol\":\"shutdown\",\"module\":\"PeerShutdown\"}\n";

  @TempDir Path folder;

  private TraceFile read(String text) throws Exception {
    return TraceFile.read(Files.writeString(folder.resolve("t.ndjson"), text));
  }

  @Test
  void aTraceIsRead() throws Exception {
    TraceFile trace =
        read(
            """
            {"handoff":"trace","version":1,"protocol":"p","module":"M","constants":{"N":"1..3"},"hidden":["H"]}
            {"seq":1,"action":["A","B"],"args":[1,"x",true,[2],{"tla":"{3}"}],"state":{"v[1]":"\\"y\\""}}
            {"seq":2,"action":"C"}
            """);
    assertThat(trace.header())
        .isEqualTo(new TraceHeader("p", "M", Map.of("N", "1..3"), List.of("H")));
    TraceEvent event = trace.events().get(0);
    assertThat(event.line()).isEqualTo(2);
    assertThat(event.actions()).containsExactly("A", "B");
    assertThat(event.arguments())
        .isEqualTo(new InOrder(List.of(1L, "x", true, List.of(2L), java.util.Set.of(3L))));
    assertThat(event.arguments().of(List.of("a", "b"))).isEqualTo(Map.of("a", 1L, "b", "x"));
    assertThat(event.observations())
        .containsExactly(new Observation("v[1]", "v", List.of(1L), "y"));
    assertThat(trace.events()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"seq\":1,\"action\":\"A\" | 2: is not JSON, or was cut off",
        "{\"seq\":2,\"action\":\"A\"} | 2: event 2 is out of sequence, 1 comes here",
        "{\"seq\":\"1\",\"action\":\"A\"} | 2: \"seq\" must be a whole number",
        "{\"seq\":1} | 2: \"action\" is missing",
        "{\"seq\":1,\"action\":[]} | 2: \"action\" names no action",
        "{\"seq\":1,\"action\":\"A\",\"arg\":[]} | 2: unknown field \"arg\"; allowed: action, args",
        "{\"seq\":1,\"action\":\"A\",\"args\":[1.5]} | 2: argument 1.5 is no string",
        "{\"seq\":1,\"action\":\"A\",\"args\":[null]} | 2: argument null is no string",
        "{\"seq\":1,\"action\":\"A\",\"args\":3} | 2: \"args\" must be an array",
        "{\"seq\":1,\"action\":\"A\",\"state\":{\"v\":\"busy\"}} | 2: state v: \"busy\": has \"busy\"",
        "{\"seq\":1,\"action\":\"A\",\"state\":{\"v\":3}} | 2: state v must be a string, is 3",
        "{\"seq\":1,\"seq\":1,\"action\":\"A\"} | 2: is not JSON",
        "[] | 2: is not one JSON object",
        "{\"seq\":1,\"action\":\"A\"} {} | 2: is not one JSON object"
      })
  void whatIsWrongWithAnEventIsSaidWithItsLine(String line, String problem) {
    assertThatThrownBy(() -> read(HEADER + line + "\n"))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith(folder.resolve("t.ndjson") + ":" + problem)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | : is empty; its first line must be a trace's header",
        "{\"seq\":1} | :1: is no header of a trace",
        "{\"handoff\":\"trace\",\"version\":2} | :1: is a trace of version 2; this program reads",
        "{\"handoff\":\"trace\",\"version\":1} | :1: \"protocol\" is missing",
        "{\"handoff\":\"trace\",\"version\":1,\"protocol\":\"p\",\"module\":\"M\",\"hiden\":[]} | :1:"
            + " unknown field \"hiden\"",
        "{\"handoff\":\"trace\",\"version\":1,\"protocol\":\"p\",\"module\":\"M\"} | :1: has no event"
      })
  void whatIsWrongWithAHeaderIsSaid(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith(folder.resolve("t.ndjson") + problem);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> TraceFile.read(folder.resolve("no.ndjson")))
        .hasMessage(folder.resolve("no.ndjson") + ": no such file");
    assertThatThrownBy(() -> TraceFile.read(folder)).hasMessageContaining("is a folder");
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws Exception {
    Path file = Files.write(folder.resolve("b.ndjson"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> TraceFile.read(file)).hasMessage(file + ": is not UTF-8 text");
  }
}
