package dev.handoff.matrix;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which classes use which, as their bytecode names them. A test that reaches nothing of what a bug
 * changes runs as it does without the bug, so it need not be run. Classes of one file count as one.
 */
final class Reach {
  private static final String KIT = "dev.handoff";
  private static final String RACE = "org.openjdk.jcstress.annotations.JCStressTest";

  private final Map<String, Set<String>> users = new HashMap<>();
  private final Set<String> races = new TreeSet<>();

  private Reach() {}

  /** Of all that is on the class path. */
  static Reach ofClassPath() {
    Reach reach = new Reach();
    for (JavaClass each : kit()) {
      String user = file(each.getName());
      each.getDirectDependenciesFromSelf()
          .forEach(
              use -> reach.add(user, file(use.getTargetClass().getBaseComponentType().getName())));
      if (each.isAnnotatedWith(RACE)) {
        reach.races.add(user);
      }
    }
    return reach;
  }

  private static JavaClasses kit() {
    return ArchConfiguration.withThreadLocalScope(
        configuration -> {
          // Of the libraries, which are most of it, the names are enough.
          configuration.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter().importPackages(KIT);
        });
  }

  private void add(String user, String used) {
    if (used.startsWith(KIT)) {
      users.computeIfAbsent(used, any -> new HashSet<>()).add(user);
    }
  }

  private static String file(String className) {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }

  /**
   * What can notice a bug.
   *
   * @param classes the classes that it changes, and all that use one of them, directly or not
   * @param races the races among them
   * @param file the names of the classes, a line each
   */
  record Reaching(Set<String> classes, Set<String> races, Path file) {}

  /** What reaches one of the classes in this folder; it is written beside it. */
  Reaching reaching(Path overlay) throws IOException {
    Deque<String> next = new ArrayDeque<>(in(overlay));
    Set<String> classes = new TreeSet<>();
    while (!next.isEmpty()) {
      String used = next.remove();
      if (classes.add(used)) {
        next.addAll(users.getOrDefault(used, Set.of()));
      }
    }
    Set<String> reachingRaces = new TreeSet<>(classes);
    reachingRaces.retainAll(races);
    Path file = overlay.resolveSibling("reaching.txt");
    Files.write(file, classes);
    return new Reaching(classes, reachingRaces, file);
  }

  private static List<String> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> name.endsWith(".class"))
          .map(name -> file(name.substring(0, name.length() - ".class".length()).replace('/', '.')))
          .distinct()
          .toList();
    }
  }
}
