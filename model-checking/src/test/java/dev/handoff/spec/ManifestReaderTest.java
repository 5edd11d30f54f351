package dev.handoff.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Fixtures;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Protocol.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
  @TempDir Path folder;

  @Test
  void aWellFormedManifestGivesItsRecords() throws Exception {
    Fixtures.specifications(folder, Fixtures.MANIFEST);
    Manifest manifest = ManifestReader.read(folder);
    assertThat(manifest.protocols()).hasSize(1);
    assertThat(manifest.protocols().get(0).property("NoLoss"))
        .hasValueSatisfying(
            property -> {
              assertThat(property.kind()).isEqualTo(Kind.SAFETY);
              assertThat(property.witness()).hasValue("WitnessNoLoss");
            });
    assertThat(manifest.models(Tier.STANDARD))
        .extracting(Model::label)
        .containsExactly("toy/AsFound/Crash", "toy/Reference/Crash");
    Model asFound = manifest.models().get(0);
    assertThat(asFound.pins().distinct()).isEqualTo(12);
    assertThat(asFound.pins().actions()).containsExactly("Crash", "Send");
    assertThat(asFound.expectation("NoLoss"))
        .hasValueSatisfying(
            expectation -> {
              assertThat(expectation.result()).isEqualTo(Result.VIOLATED);
              assertThat(expectation.traceLength()).isEqualTo(3);
            });
    assertThat(manifest.mutants().get(0).replace()).containsExactly("  /\\ n = 0");
    assertThat(manifest.claims()).extracting(Claim::report).containsExactly("007", "007");
    assertThat(manifest.claims().get(0).questions().get(0).own()).isEmpty();
    assertThat(manifest.claims().get(0).questions().get(1).own())
        .hasValueSatisfying(own -> assertThat(own.traceLength()).isEqualTo(5));
  }

  @Test
  void whatIsWrittenReadsAsTheSame() throws Exception {
    String rich =
        Fixtures.MANIFEST
            .replace(
                "\"noticedBy\": [\"TypeOK\"]",
                "\"noticedBy\": [], \"equivalent\": \"n is never read\"")
            .replaceFirst(
                "\"NoLoss\", \"result\": \"holds\"",
                "\"NoLoss\", \"result\": \"holds\", \"stopsHolding\": \"three faults\"");
    Fixtures.specifications(folder, rich);
    Manifest manifest = ManifestReader.read(folder);
    Files.writeString(folder.resolve("manifest.json"), ManifestWriter.text(manifest));
    assertThat(ManifestReader.read(folder)).isEqualTo(manifest);
    assertThat(manifest.mutants().get(0).equivalent()).hasValue("n is never read");
  }

  @ParameterizedTest(name = "{3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "schema": 1         | "schema": 2          | schema: this version reads schema 1 only | another schema
          "schema": 1,        |                      | field "schema" is missing | no schema
          "title": "A toy handoff", |                | protocols[0]: field "title" is missing | a missing field of a protocol
          "depth": 4,         |                      | models[0]: field "depth" is missing | a missing field of a model
          , "why": "sent to a receiver that is gone" | | models[0].properties[1]: field "why" is missing | a violation without its story
          , "witness": "WitnessNoLoss" |             | protocols[0].properties[1]: field "witness" is missing | a property without a witness
          "depth": 4,         | "depth": 4, "dpeth": 5, | models[0].dpeth: unknown field; allowed: id, tier, | an unknown field
          "depth": 4,         | "depth": "4",        | models[0].depth: is the string "4", must be a whole number | a string for a number
          "depth": 4,         | "depth": -4,         | models[0].depth: is -4, must be a whole number | a negative number
          "depth": 4,         | "depth": null,       | models[0].depth: is null, must be a whole number | a null
          "depth": 4,         | "depth": 4.5,        | models[0].depth: is 4.5, must be a whole number | a fraction
          "distinct": 12,     | "distinct": 99999999999999999999999, | models[0].distinct: is 99999999999999999999999, must be | a number too large
          "result": "holds"   | "result": "hold"     | models[0].properties[0].result: is "hold"; allowed: holds, violated, notApplicable | an unknown result
          "kind": "safety"    | "kind": "safe"       | protocols[0].properties[0].kind: is "safe"; allowed: safety, liveness, refinement | an unknown kind
          "tier": "standard"  | "tier": "Standard"   | models[0].tier: is "Standard"; allowed: standard, deep | an unknown tier
          "result": "holds"   | "result": "holds", "traceLength": 3 | models[0].properties[0].traceLength: a property that is not violated has no trace | a trace of what holds
          {"name": "NoLoss", "result": "violated" | {"name": "NoLos", "result": "violated" | models[0].properties[1].name: toy has no property "NoLos"; it has: TypeOK, NoLoss | an unknown property
          {"name": "TypeOK", "result": "holds"}, | | models[0].properties: property TypeOK of toy is not listed | an unlisted property
          {"name": "TypeOK", "result": "holds"}, | {"name": "TypeOK", "result": "holds"}, {"name": "TypeOK", "result": "holds"}, | models[0].properties[1].name: duplicate: TypeOK | a property listed twice
          "id": "toy/Reference/Crash", "tier": "standard" | "id": "toy/AsFound/Crash", "tier": "standard" | models[1].id: duplicate: toy/AsFound/Crash in the standard tier | a duplicate id
          "id": "toy/AsFound/Crash" | "id": "toy/AsFound" | models[0].id: is "toy/AsFound", must be protocol/Design/Scenario | an id of two parts
          "id": "toy/AsFound/Crash" | "id": "joy/AsFound/Crash" | models[0].id: no protocol "joy"; there are: toy | an unknown protocol
          "id": "toy/AsFound/Crash" | "id": "toy/Found/Crash" | models[0].id: toy has no design "Found"; it has: AsFound, Reference | an unknown design
          "id": "toy/AsFound/Crash" | "id": "toy/AsFound/Crush" | models[0].id: toy has no scenario "Crush"; it has: Crash | an unknown scenario
          "actions": ["Crash", "Send"] | "actions": ["Send", "Send"] | models[0].actions[1]: duplicate: Send | an action twice
          "actions": ["Crash", "Send"] | "actions": "Send" | models[0].actions: is the string "Send", must be an array | a string for an array
          "witnesses": ["WitnessNoLoss"] | "witnesses": ["WitnessLoss"] | models[0].witnesses[0]: no property of toy has the witness "WitnessLoss" | an unknown witness
          toy/MCAsFound.tla   | toy/MCLost.tla       | models[0].module: no such file: | a missing module
          toy/AsFound_Crash.cfg | toy/Lost.cfg       | models[0].config: no such file: | a missing configuration
          toy/MCAsFound.tla   | ../Else.tla          | models[0].module: "../Else.tla" lies outside the manifest's folder | a module outside
          {"name": "AsFound", "title": "as found"}, | {"name": "AsFound", "title": "as found"}, {"name": "AsFound", "title": "again"}, | protocols[0].designs[1].name: duplicate: AsFound | a design twice
          {"name": "AsFound", "title": "as found"}, | {"name": "As/Found", "title": "as found"}, | protocols[0].designs[0].name: is "As/Found"; allowed: letters | a slash in a name
          "title": "as found" | "title": " "         | protocols[0].designs[0].title: is empty | an empty title
          "model": "toy/Reference/Crash" | "model": "toy/Reference/Flood" | mutants[0].model: toy has no scenario "Flood" | a mutant of an unknown model
          "noticedBy": ["TypeOK"] | "noticedBy": ["TypeKO"] | mutants[0].noticedBy[0]: there holds in toy/Reference/Crash no property "TypeKO" | a mutant noticed by an unknown property
          "noticedBy": ["TypeOK"] | "noticedBy": []  | mutants[0].noticedBy: is empty | a mutant that nobody notices
          "noticedBy": ["TypeOK"] | "noticedBy": ["TypeOK"], "equivalent": "no" | mutants[0].noticedBy: must be empty | an equivalent mutant that is noticed
          "result": "violated", "traceLength": 3, | "result": "violated", "stopsHolding": "2", | models[0].properties[1].stopsHolding: a property that is violated has nothing | a violated property that stops holding
          "id": "007/likely"  | "id": "likely"       | claims[1].id: is "likely", must be report/name | a claim without its report
          "id": "007/likely"  | "id": "007/it-loses" | claims[1].id: duplicate: 007/it-loses | a claim twice
          "verdict": "outOfReach" | "verdict": "refuted" | claims[1].questions: a claim is decided by questions | a verdict without questions
          "verdict": "confirmed", | "verdict": "confirmedUnderCondition", | claims[0]: field "condition" is for the verdict | a condition that is not named
          "verdict": "confirmed", | "verdict": "maybe", | claims[0].verdict: is "maybe"; allowed: confirmed, refuted, | an unknown verdict
          "property": "NoLoss", "result": "violated" | "property": "NoLoss", "result": "holds" | claims[0].questions[0].result: is holds, but the model says violated | a question that contradicts its model
          "property": "NoLoss", "result": "violated" | "property": "NoLoss", "result": "violated", "traceLength": 3 | claims[0].questions[0]: field "traceLength" is not for a property that the model lists | a question that repeats a pin
          "kind": "liveness", "asks" | "asks"        | claims[0].questions[1]: field "kind" is missing | a question of nobody's kind
          {"model": "toy/AsFound/Crash", "property": "NoLoss" | {"model": "toy/AsFound/Fire", "property": "NoLoss" | claims[0].questions[0].model: toy has no scenario "Fire" | a question to an unknown model
          toy/Toy.tla         | toy/Joy.tla          | mutants[0].file: no such file: | a mutant of a missing file
          "schema": 1,        | "schema": 1          | is not JSON: | a comma forgotten
          "schema": 1,        | "schema": 1, "schema": 1, | is not JSON: Duplicate | a field twice
          """)
  void aManifestThatIsNotWellFormedIsRefusedWithThePlace(
      String text, String replacement, String message, String what) throws Exception {
    String manifest = Fixtures.manifestWith(text, replacement == null ? "" : replacement);
    Fixtures.specifications(folder, manifest);
    assertThatThrownBy(() -> ManifestReader.read(folder))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith(folder.resolve("manifest.json") + ": ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void brokenJsonIsLocatedByLineAndColumn() throws Exception {
    Fixtures.specifications(folder, "{\n  \"schema\": 1,\n  \"protocols\": [}\n");
    assertThatThrownBy(() -> ManifestReader.read(folder))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("manifest.json: line 3, column 17: is not JSON: ");
  }

  @Test
  void textBehindTheEndIsRefused() throws Exception {
    Fixtures.specifications(folder, Fixtures.MANIFEST + "{}");
    assertThatThrownBy(() -> ManifestReader.read(folder))
        .hasMessageContaining("text after the end of the manifest");
  }

  @Test
  void aManifestThatIsMissingEmptyOrNotTextIsRefused() throws Exception {
    assertThatThrownBy(() -> ManifestReader.read(folder))
        .hasMessage(folder.resolve("manifest.json") + ": cannot be read; no such file");
    Files.writeString(folder.resolve("manifest.json"), " \n");
    assertThatThrownBy(() -> ManifestReader.read(folder)).hasMessageContaining("is empty");
    Files.write(
        folder.resolve("manifest.json"), "{\"sch\u00e9ma\"".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ManifestReader.read(folder)).hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void aManifestThatIsAListIsRefused() throws Exception {
    Fixtures.specifications(folder, "[]");
    assertThatThrownBy(() -> ManifestReader.read(folder))
        .hasMessageContaining("is an array, must be an object");
  }
}
