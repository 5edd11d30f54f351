package dev.handoff.matrix;

import dev.handoff.seeded.Overlay;
import dev.handoff.seeded.SeededBug;
import dev.handoff.seeded.SeedingException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The trials, bug by layer: each row is written as soon as it is known. */
final class Matrix {
  private final String classPath;
  private final Map<String, Path> overlays;
  private final Path out;
  private final Path json;
  private final Rows rows;
  private final Map<Check, Duration> limits = new HashMap<>();

  private Matrix(String classPath, Map<String, Path> overlays, Path out, Path json, Rows rows) {
    this.classPath = classPath;
    this.overlays = overlays;
    this.out = out;
    this.json = json;
    this.rows = rows;
  }

  /** A layer as it looks at one protocol. */
  private record Check(Layer layer, String protocol, Effort effort) {}

  /** A bug that a layer has not yet looked at. */
  private record Cell(SeededBug bug, Path overlay, Check check) {}

  /**
   * Compiles the bugs.
   *
   * @param kit the kit's folder
   * @param bugs what is to be tried
   * @param classPath where all layers are
   * @param out for the edited classes, and what the layers print
   * @param json where the rows are written
   * @param rows what is known already, and is not tried again
   */
  static Matrix of(Path kit, List<SeededBug> bugs, String classPath, Path out, Path json, Rows rows)
      throws IOException, SeedingException {
    Map<String, Path> overlays = new LinkedHashMap<>();
    for (SeededBug bug : bugs) {
      overlays.put(bug.id(), Overlay.of(kit, bug, classPath, folder(out, bug.id())));
    }
    System.out.println(overlays.size() + " bugs compiled");
    return new Matrix(classPath, overlays, out, json, rows);
  }

  private static Path folder(Path out, String name) {
    return out.resolve("seeded").resolve(name).toAbsolutePath();
  }

  /** Tries each of these bugs with each of these layers. */
  void run(List<SeededBug> bugs, List<Layer> layers, Effort effort, int jobs)
      throws IOException, InterruptedException, MatrixException {
    run(cells(bugs, layers, effort, layer -> !layer.isAlone()), jobs);
    run(cells(bugs, layers, effort, Layer::isAlone), 1);
  }

  private List<Cell> cells(
      List<SeededBug> bugs, List<Layer> layers, Effort effort, Predicate<Layer> which) {
    List<Cell> cells = new ArrayList<>();
    for (Layer layer : layers) {
      for (SeededBug bug : bugs) {
        Path overlay = overlays.get(bug.id());
        if (overlay != null && which.test(layer) && !rows.has(bug.id(), layer, effort)) {
          cells.add(new Cell(bug, overlay, new Check(layer, bug.protocol(), effort)));
        }
      }
    }
    return cells;
  }

  private void run(List<Cell> cells, int jobs)
      throws IOException, InterruptedException, MatrixException {
    for (Cell cell : cells) {
      if (!limits.containsKey(cell.check())) {
        limits.put(cell.check(), limit(cell.check()));
      }
    }
    AtomicInteger done = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Row>> futures = new ArrayList<>();
      for (Cell cell : cells) {
        futures.add(
            pool.submit(
                () -> {
                  Row row = run(cell);
                  rows.put(row);
                  rows.write(json);
                  System.out.println(line(done.incrementAndGet() + "/" + cells.size(), row));
                  return row;
                }));
      }
      for (Future<Row> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new MatrixException(String.valueOf(e.getCause()));
    } finally {
      pool.shutdownNow();
    }
  }

  private Duration limit(Check check) throws IOException, InterruptedException, MatrixException {
    String name = check.layer().label() + "-" + check.effort().label();
    Duration limit =
        Trial.baseline(
            check.layer(),
            check.protocol(),
            check.effort(),
            classPath,
            folder(out, "none").resolve(check.protocol()).resolve(name));
    System.out.printf(
        Locale.ROOT,
        "%-8s of %-11s passes without a bug; with one it has %d s%n",
        check.layer().label(),
        check.protocol(),
        limit.toSeconds());
    return limit;
  }

  private Row run(Cell cell) throws IOException, InterruptedException, MatrixException {
    Layer layer = cell.check().layer();
    Effort effort = cell.check().effort();
    return Trial.of(
        cell.bug(),
        cell.overlay(),
        layer,
        effort,
        limits.getOrDefault(cell.check(), Duration.ZERO),
        classPath,
        folder(out, cell.bug().id()).resolve(layer.label() + "-" + effort.label()));
  }

  private static String line(String progress, Row row) {
    String found =
        row.caught()
            ? String.format(Locale.ROOT, "caught after %.1f s by %s", row.millis() / 1e3, row.by())
            : "-";
    return String.format(
        Locale.ROOT, "%-9s %-8s %-55s %s", progress, row.layer().label(), row.bug(), found);
  }
}
