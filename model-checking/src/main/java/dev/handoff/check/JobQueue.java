package dev.handoff.check;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which job a thread runs next: of the module that it is at, because an engine is quicker at a
 * module that it knows; else the largest module that nobody is at, so that nothing large is left
 * alone at the end; else whatever there is. Within a module the largest comes first.
 *
 * <p>Thread-safe, guarded by this.
 */
final class JobQueue {
  /** What a job costs besides its states, in states. */
  private static final long OVERHEAD = 500;

  private final List<Job> jobs;
  private final Map<String, Deque<Integer>> byModule = new LinkedHashMap<>();
  private final Set<String> begun = new HashSet<>();

  JobQueue(List<Job> jobs) {
    this.jobs = List.copyOf(jobs);
    IntStream.range(0, jobs.size())
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> jobs.get(i).weight()).reversed())
        .forEach(i -> byModule.computeIfAbsent(module(i), m -> new ArrayDeque<>()).add(i));
  }

  /**
   * Takes the next job.
   *
   * @param last the position of the job that the thread has just ended
   * @return its position in the list, or empty if none is left
   */
  synchronized Optional<Integer> next(Optional<Integer> last) {
    Optional<String> module =
        last.map(this::module)
            .filter(byModule::containsKey)
            .or(() -> largest(false))
            .or(() -> largest(true));
    return module.map(this::take);
  }

  private Integer take(String module) {
    begun.add(module);
    Deque<Integer> left = left(module);
    Integer job = left.remove();
    if (left.isEmpty()) {
      byModule.remove(module);
    }
    return job;
  }

  private Optional<String> largest(boolean alsoBegun) {
    return byModule.keySet().stream()
        .filter(name -> alsoBegun || !begun.contains(name))
        .max(Comparator.comparingLong(this::weight));
  }

  private long weight(String module) {
    return left(module).stream().mapToLong(i -> jobs.get(i).weight() + OVERHEAD).sum();
  }

  private Deque<Integer> left(String module) {
    return byModule.getOrDefault(module, new ArrayDeque<>());
  }

  private String module(int job) {
    return jobs.get(job).request().module();
  }
}
