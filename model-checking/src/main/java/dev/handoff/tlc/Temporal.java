package dev.handoff.tlc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import tlc2.tool.Action;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.tool.liveness.ILiveCheck;
import tlc2.tool.liveness.ILiveChecker;
import tlc2.tool.liveness.LiveCheck;
import tlc2.tool.liveness.LiveWorker;
import tlc2.tool.liveness.Liveness;
import tlc2.tool.liveness.OrderOfSolution;
import tlc2.util.SetOfStates;
import tlc2.util.statistics.DummyBucketStatistics;

/**
 * Judges the temporal part of each property, each by itself, on the graph of one exploration.
 *
 * <p>TLC joins all temporal properties into one formula and, if that is violated, does not say by
 * which. Here each property has a {@link LiveCheck} of its own, fed with the same states.
 */
final class Temporal {
  private final Map<String, LiveCheck> checks = new LinkedHashMap<>();

  private Temporal() {}

  static Temporal of(Specification specification, Path folder) throws IOException {
    Temporal temporal = new Temporal();
    FastTool tool = specification.tool();
    if (specification.properties().values().stream().allMatch(p -> p.temporals().isEmpty())) {
      return temporal;
    }
    Fairness fairness = new Fairness(Liveness.processLiveness(only(tool, List.of())));
    for (Map.Entry<String, PropertyParts> property : specification.properties().entrySet()) {
      if (property.getValue().temporals().isEmpty()) {
        continue;
      }
      OrderOfSolution[] solutions =
          Liveness.processLiveness(only(tool, property.getValue().temporals()));
      if (solutions.length == 0) {
        continue; // its negation cannot be satisfied: it holds of every behaviour
      }
      fairness.share(solutions);
      Path own = Files.createDirectory(folder.resolve("live-" + temporal.checks.size()));
      temporal.checks.put(
          property.getKey(),
          new LiveCheck(tool, solutions, own.toString(), new DummyBucketStatistics()));
    }
    return temporal;
  }

  /** The tool as it would be if those were all temporal properties of the configuration. */
  private static ITool only(FastTool tool, List<Action> properties) {
    Action[] temporals = properties.toArray(Action[]::new);
    return (ITool)
        Proxy.newProxyInstance(
            Temporal.class.getClassLoader(),
            new Class<?>[] {ITool.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getImpliedTemporals")) {
                return temporals;
              }
              try {
                return method.invoke(tool, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }

  /** Whether there is anything to judge; else states need not be collected. */
  boolean any() {
    return !checks.isEmpty();
  }

  void addInitial(FastTool tool, TLCState state, long fingerprint) {
    checks.values().forEach(check -> check.addInitState(tool, state, fingerprint));
  }

  void addSuccessors(FastTool tool, TLCState state, long fingerprint, SetOfStates successors) {
    for (LiveCheck check : checks.values()) {
      try {
        check.addNextState(tool, state, fingerprint, successors);
        successors.resetNext();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The counterexample to the temporal part of that property, if there is one. */
  Optional<Trace> judge(String property, FastTool tool, Traces traces, Messages messages)
      throws Exception {
    LiveCheck check = checks.get(property);
    if (check == null) {
      return Optional.empty();
    }
    messages.clearTrace();
    forgetEarlierError();
    BlockingQueue<ILiveChecker> queue = new ArrayBlockingQueue<>(check.getNumChecker());
    for (int i = 0; i < check.getNumChecker(); i++) {
      queue.add(check.getChecker(i));
    }
    // Not LiveCheck.finalCheck: that ends the process when a worker fails.
    boolean violated = new LiveWorker(tool, 0, 1, (ILiveCheck) check, queue, true).call();
    return violated ? Optional.of(traces.printed(messages)) : Optional.empty();
  }

  /** TLC remembers in a static field that a counterexample was found, and then looks no further. */
  private static void forgetEarlierError() throws ReflectiveOperationException, JMException {
    Field field = LiveWorker.class.getDeclaredField("errFoundByThread");
    field.setAccessible(true);
    // Its initializer registers statistics with the process's one MBean server, which would keep
    // this class loader alive, and complains if another run's are still there.
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    synchronized (server) {
      field.setInt(null, -1);
      for (ObjectName name : server.queryNames(new ObjectName("tlc2.tool.liveness:*"), null)) {
        server.unregisterMBean(name);
      }
    }
  }

  void close() throws IOException {
    for (LiveCheck check : checks.values()) {
      check.close();
    }
  }
}
