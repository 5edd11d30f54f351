package dev.handoff.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.oracle.Validation.Explained;
import dev.handoff.oracle.Validation.Unexplained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The frontier search, on traces of a closing connection. */
class TraceValidatorTest {
  private static final String MODEL = "shutdown/Reference/Reading";

  private static Oracles oracles;
  @TempDir Path folder;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
  }

  @AfterAll
  static void close() {
    oracles.close();
  }

  private TraceFile trace(String hidden, String... events) throws Exception {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        {"handoff":"trace","version":1,"protocol":"shutdown","module":"PeerShutdown","constants":{\
        "Messages":"1..4","Fragments":"<<0, 2, 2, 0>>","RequestCapacity":"2","WriteCapacity":"1",\
        "ChannelCapacity":"1","MayStall":"FALSE"},"hidden":[%s]}
        """
            .formatted(hidden));
    for (int i = 0; i < events.length; i++) {
      text.append("{\"seq\":" + (i + 1) + "," + events[i].replace('\'', '"') + "}\n");
    }
    return TraceFile.read(Files.writeString(folder.resolve("t.ndjson"), text));
  }

  private static Explained explained(TraceFile trace) throws Exception {
    Validation validation = TraceValidator.validate(oracles, trace);
    assertThat(validation).isInstanceOf(Explained.class);
    return (Explained) validation;
  }

  private static Unexplained unexplained(TraceFile trace) throws Exception {
    Validation validation = TraceValidator.validate(oracles, trace);
    assertThat(validation).isInstanceOf(Unexplained.class);
    return (Unexplained) validation;
  }

  @Test
  void aBehaviourIsExplainedByItself() throws Exception {
    RandomTraces random = new RandomTraces(oracles, MODEL, 7);
    for (int i = 0; i < 10; i++) {
      List<SpecStep> walk = random.walk(40);
      Path file = folder.resolve(i + ".ndjson");
      TraceWriter.write(file, random.header("PeerShutdown"), walk);
      Explained explained = explained(TraceFile.read(file));
      assertThat(explained.behaviour().stream().map(SpecStep::label))
          .containsExactlyElementsOf(walk.stream().map(SpecStep::label).toList());
      assertThat(explained.largestFrontier()).isEqualTo(1);
      assertThat(explained.hiddenSteps()).isZero();
    }
  }

  @Test
  void theFirstStepThatIsNotPossibleIsFound() throws Exception {
    RandomTraces random = new RandomTraces(oracles, MODEL, 8);
    int found = 0;
    for (int at = 0; at < 30; at += 3) {
      List<SpecStep> walk = random.walk(40);
      var spoiled = at < walk.size() ? random.spoiled(walk, at) : java.util.Optional.of(walk);
      if (spoiled.isPresent() && spoiled.get() != walk) {
        Path file = folder.resolve(at + ".ndjson");
        TraceWriter.write(file, random.header("PeerShutdown"), spoiled.get());
        assertThat(unexplained(TraceFile.read(file)).event().seq()).isEqualTo(at + 1);
        found++;
      }
    }
    assertThat(found).isGreaterThan(1);
  }

  @Test
  void hiddenStepsAreFoundAndCounted() throws Exception {
    Explained explained =
        explained(
            trace(
                "'Forward','Fetch','Send','Encode','Write'".replace('\'', '"'),
                "'action':'Offer','args':[1]",
                "'action':'Confirm','state':{'status[1]':'\\'delivered\\''}".replace("\\'", "\\\""),
                "'action':'BeginClose'",
                "'action':'Finish'"));
    assertThat(explained.behaviour().stream().map(SpecStep::label))
        .containsExactly(
            "Offer(m = 1)",
            "Forward",
            "Fetch",
            "Send",
            "Encode(c = \"message\")",
            "Write",
            "Confirm",
            "BeginClose",
            "Finish");
    assertThat(explained.hiddenSteps()).isEqualTo(5);
    assertThat(explained.actions()).containsEntry("Encode", 1L).doesNotContainKey("Abort");
  }

  @Test
  void whatWasNotObservedMayBeAnything() throws Exception {
    Explained explained =
        explained(trace("", "'action':'Offer'", "'action':['BeginClose','Forward']"));
    assertThat(explained.largestFrontier()).isEqualTo(2);
    assertThat(explained.behaviour().get(0).arguments()).containsEntry("m", 1L);
  }

  @Test
  void whatWasObservedChoosesBetweenAlternatives() throws Exception {
    Explained explained =
        explained(
            trace(
                "",
                "'action':'Offer','args':{'m':1}",
                "'action':['BeginClose','Forward'],'state':{'requests':'<<>>'}"));
    assertThat(explained.behaviour().get(1).action()).isEqualTo("Forward");
  }

  @Test
  void anEventThatNothingExplainsComesWithStatesAndWhatTheyAllow() throws Exception {
    Unexplained unexplained =
        unexplained(
            trace(
                "\"Forward\"",
                "'action':'Offer','args':[1]",
                "'action':'Offer','args':[2],'state':{'status[2]':'\\'refused\\''}"
                    .replace("\\'", "\\\"")));
    assertThat(unexplained.event().seq()).isEqualTo(2);
    assertThat(unexplained.states()).isEqualTo(2);
    assertThat(unexplained.considered()).hasSize(2);
    assertThat(unexplained.considered().get(0).differences())
        .containsExactly("after Offer(m = 2) status[2] is \"accepted\", observed was \"refused\"");
    assertThat(unexplained.considered().get(0).allowed().stream().map(SpecStep::label))
        .contains("Offer(m = 2)", "BeginClose", "Forward");
    assertThat(unexplained.behaviour()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'action':'Offre' | 2: PeerShutdown has no action \"Offre\"; it has",
        "'action':'Offer','args':[1,2] | 2: 2 arguments, but Offer has m",
        "'action':'Write','args':[1] | 2: 1 arguments, but Write has no parameters",
        "'action':'Offer','args':{'n':1} | 2: argument \"n\" is of no parameter; Offer has m",
        "'action':'Offer','state':{'stat':'1'} | 2: PeerShutdown has no variable \"stat\"; it has"
      },
      quoteCharacter = '`')
  void anEventThatTheModuleDoesNotKnowIsSaidWithItsLine(String event, String problem) {
    assertThatThrownBy(() -> TraceValidator.validate(oracles, trace("", event)))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith(folder.resolve("t.ndjson") + ":" + problem);
  }

  @Test
  void anArgumentOutOfItsSetIsNotPossible() throws Exception {
    assertThat(unexplained(trace("", "'action':'Offer','args':[99]")).event().seq()).isEqualTo(1);
    assertThat(unexplained(trace("", "'action':'Offer','args':['1']")).event().seq()).isEqualTo(1);
  }

  @Test
  void anUnknownHiddenActionIsSaid() {
    assertThatThrownBy(
            () -> TraceValidator.validate(oracles, trace("\"Hide\"", "'action':'Write'")))
        .hasMessageContaining(":1: \"hidden\": PeerShutdown has no action \"Hide\"");
  }

  @Test
  void aFrontierThatGrowsTooLargeIsAnErrorThatSaysWhatToObserve() throws Exception {
    TraceFile trace =
        trace("\"Offer\",\"Forward\",\"Fetch\",\"Send\",\"Encode\"", "'action':'Write'");
    SpecOracle oracle = TraceValidator.open(oracles, trace);
    assertThatThrownBy(() -> TraceValidator.validate(oracle, trace, 20))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining(
            ":2: more than 20 states fit the trace before or after event 1; observe more: record"
                + " the hidden actions (Offer, Forward, Fetch, Send, Encode)");
  }
}
