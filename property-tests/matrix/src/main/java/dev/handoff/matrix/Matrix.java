package dev.handoff.matrix;

import dev.handoff.seeded.Overlay;
import dev.handoff.seeded.SeededBug;
import dev.handoff.seeded.SeedingException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The trials, bug by layer: each row is written as soon as it is known. */
final class Matrix {
  private final String classPath;
  private final Map<String, Compiled> compiled;
  private final Path out;
  private final Path json;
  private final Rows rows;
  private final Map<Check, Duration> limits = new ConcurrentHashMap<>();

  private Matrix(String classPath, Map<String, Compiled> compiled, Path out, Path json, Rows rows) {
    this.classPath = classPath;
    this.compiled = compiled;
    this.out = out;
    this.json = json;
    this.rows = rows;
  }

  /** A layer as it looks at one protocol. */
  private record Check(Layer layer, String protocol, Effort effort) {}

  /** A bug that a layer has not yet looked at. */
  private record Cell(Compiled bug, Check check) {}

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
    Map<String, Compiled> compiled = new LinkedHashMap<>();
    Reach reach = Reach.ofClassPath();
    for (SeededBug bug : bugs) {
      Path overlay = Overlay.of(kit, bug, classPath, folder(out, bug.id()));
      compiled.put(bug.id(), new Compiled(bug, overlay, reach.reaching(overlay)));
    }
    System.out.println(compiled.size() + " bugs compiled");
    return new Matrix(classPath, compiled, out, json, rows);
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
        Compiled ready = compiled.get(bug.id());
        if (ready != null && which.test(layer) && !rows.has(bug.id(), layer, effort)) {
          cells.add(new Cell(ready, new Check(layer, bug.protocol(), effort)));
        }
      }
    }
    return cells;
  }

  private void run(List<Cell> cells, int jobs) throws InterruptedException, MatrixException {
    List<Check> checks =
        cells.stream()
            .map(Cell::check)
            .distinct()
            .filter(each -> !limits.containsKey(each))
            .toList();
    all(checks, jobs, check -> limits.put(check, limit(check)));
    AtomicInteger done = new AtomicInteger();
    all(
        cells,
        jobs,
        cell -> {
          Row row = run(cell);
          rows.put(row);
          rows.write(json);
          System.out.println(line(done.incrementAndGet() + "/" + cells.size(), row));
        });
  }

  /** What is done with each of many. */
  private interface Work<T> {
    void on(T each) throws IOException, InterruptedException, MatrixException;
  }

  private static <T> void all(List<T> some, int jobs, Work<T> work)
      throws InterruptedException, MatrixException {
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (T each : some) {
        futures.add(
            pool.submit(
                () -> {
                  work.on(each);
                  return each;
                }));
      }
      for (Future<T> future : futures) {
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
        layer,
        effort,
        limits.getOrDefault(cell.check(), Duration.ZERO),
        classPath,
        folder(out, cell.bug().bug().id()).resolve(layer.label() + "-" + effort.label()));
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
