package dev.handoff.seeded;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The bugs of {@code property-tests/seeded/bugs}. Immutable. */
public final class SeededBugs {
  private static final Set<String> FIELDS =
      Set.of("id", "file", "replace", "with", "ordering", "why");

  private final Path kit;
  private final Map<String, SeededBug> byId;

  private SeededBugs(Path kit, Map<String, SeededBug> byId) {
    this.kit = kit;
    this.byId = byId;
  }

  /**
   * Reads them all.
   *
   * @param kit the kit's folder
   * @throws SeedingException if one is badly described, or there is none
   */
  public static SeededBugs read(Path kit) throws IOException, SeedingException {
    Path folder = kit.resolve("property-tests").resolve("seeded").resolve("bugs");
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(each -> each.toString().endsWith(".json")).sorted().toList();
    }
    Map<String, SeededBug> byId = new LinkedHashMap<>();
    for (Path file : files) {
      String protocol = file.getFileName().toString().replace(".json", "");
      for (Object each : JSON.std.listFrom(Files.readString(file))) {
        SeededBug bug = parse(file, each);
        if (!bug.protocol().equals(protocol)) {
          throw new SeedingException(file + ": " + bug.id() + " is of another protocol");
        }
        if (byId.put(bug.id(), bug) != null) {
          throw new SeedingException(file + ": " + bug.id() + " is there twice");
        }
      }
    }
    if (byId.isEmpty()) {
      throw new SeedingException(folder + ": has no seeded bugs");
    }
    return new SeededBugs(kit, byId);
  }

  private static SeededBug parse(Path file, Object json) throws SeedingException {
    if (!(json instanceof Map<?, ?> fields)
        || !fields.keySet().equals(FIELDS)
        || !(fields.get("id") instanceof String id)
        || !id.matches("[a-z]+/[a-z0-9-]+")
        || !(fields.get("file") instanceof String source)
        || !(fields.get("ordering") instanceof Boolean ordering)
        || !(fields.get("why") instanceof String why)
        || why.isBlank()) {
      throw new SeedingException(file + ": a bug has the fields " + FIELDS + ", but this: " + json);
    }
    return new SeededBug(
        id, source, lines(id, fields.get("replace")), lines(id, fields.get("with")), ordering, why);
  }

  private static String lines(String id, @Nullable Object json) throws SeedingException {
    List<String> lines = new ArrayList<>();
    if (json instanceof List<?> list) {
      for (Object line : list) {
        lines.add(String.valueOf(line));
      }
      return String.join("\n", lines);
    }
    throw new SeedingException(id + ": the lines of an edit are a list");
  }

  /** Returns the kit's folder. */
  public Path kit() {
    return kit;
  }

  /** Returns all of them, protocol by protocol. */
  public List<SeededBug> all() {
    return List.copyOf(byId.values());
  }

  /** Returns the bug of that id. */
  public Optional<SeededBug> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
