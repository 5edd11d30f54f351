package dev.handoff.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;

/** The same of the remedies that do not work: one of each protocol. */
@Tag("full")
class FlawedRemediesTest extends FlawedDesignsTest {
  @Override
  Stream<Arguments> designs() {
    return flawed(each -> !isAsFound(each));
  }
}
