package dev.handoff.cli;

import dev.handoff.check.Scorecard;
import dev.handoff.report.ClaimsMarkdown;
import dev.handoff.report.Page;
import dev.handoff.report.Page.Part;
import dev.handoff.report.ScorecardMarkdown;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The page whose tables a command writes anew. */
final class PageOption {
  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description =
          "Writes the tables of a page anew: what is between a line '<!-- scorecard PROTOCOL -->',"
              + " '<!-- scorecard all -->' or '<!-- claims REPORT -->' and a line '<!-- end -->'.")
  Optional<Path> page = Optional.empty();

  /** Checks, before anything runs, that the page is there and that all of it can be written. */
  void validate(Manifest manifest) throws CliException {
    if (page.isPresent()) {
      refreshed(manifest);
    }
  }

  /** Writes the page, if one was named. */
  void write(Manifest manifest) throws CliException {
    if (page.isPresent()) {
      try {
        Files.writeString(page.get(), refreshed(manifest));
      } catch (IOException e) {
        throw CliException.tool(
            "--markdown " + page.get() + ": cannot be written: " + e.getMessage());
      }
    }
  }

  private String refreshed(Manifest manifest) throws CliException {
    Path file = page.orElseThrow();
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw CliException.usage(
          "--markdown "
              + file
              + (Files.exists(file)
                  ? ": cannot be read"
                  : ": no such file; make it, with the lines" + " between which the tables go"));
    }
    List<Part> parts = Page.parts(text);
    if (parts.isEmpty()) {
      throw CliException.usage(
          "--markdown "
              + file
              + ": has no lines '<!-- scorecard PROTOCOL -->' and '<!-- end -->' for a table to go"
              + " between");
    }
    for (Part part : parts) {
      if (generated(manifest, part).isEmpty()) {
        throw CliException.usage(
            "--markdown " + file + ": there is no " + part.kind() + " " + part.of());
      }
    }
    return refresh(manifest, text);
  }

  /** A page with its tables as the manifest has them now. */
  static String refresh(Manifest manifest, String page) {
    return Page.refresh(page, part -> generated(manifest, part).orElse(""));
  }

  private static Optional<String> generated(Manifest manifest, Part part) {
    if (part.kind().equals("claims")) {
      boolean known =
          manifest.claims().stream().anyMatch(claim -> claim.report().equals(part.of()));
      return known ? Optional.of(ClaimsMarkdown.ofReport(manifest, part.of())) : Optional.empty();
    }
    if (part.of().equals("all")) {
      return Optional.of(
          ScorecardMarkdown.overview(
              manifest.protocols().stream().map(each -> Scorecard.of(manifest, each)).toList()));
    }
    Optional<Protocol> protocol = manifest.protocol(part.of());
    return protocol.map(each -> ScorecardMarkdown.ofProtocol(Scorecard.of(manifest, each)));
  }
}
