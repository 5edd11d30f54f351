package dev.handoff.tlc;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tlc2.TLCGlobals;
import tlc2.tool.AbstractChecker;
import tlc2.tool.ITool;
import tlc2.tool.IWorker;
import tlc2.tool.impl.FastTool;
import tlc2.util.NoopStateWriter;
import tlc2.value.IValue;

/**
 * What {@code TLCGet} and {@code TLCSet} ask of a running checker: how far it is, and the values
 * that a specification has set.
 *
 * <p>TLC looks for it in a static field, and takes a run without one for the time before the run:
 * there even {@code TLCGet("level")} is undefined, in the constraint of an initial state.
 */
final class RunStatus extends AbstractChecker {
  private final Exploration exploration;

  private RunStatus(FastTool tool, Exploration exploration, String folder) throws IOException {
    super(withoutLiveness(tool), folder, new NoopStateWriter(), false, null, 0);
    this.exploration = exploration;
    this.workers = new IWorker[] {new Values()};
  }

  /** Makes the exploration known to the class loader's TLC. */
  static void publish(FastTool tool, Exploration exploration, String folder) throws IOException {
    TLCGlobals.mainChecker = new RunStatus(tool, exploration, folder);
  }

  /** The tool, to a checker that is to prepare nothing for liveness. */
  private static ITool withoutLiveness(FastTool tool) {
    return (ITool)
        Proxy.newProxyInstance(
            RunStatus.class.getClassLoader(),
            new Class<?>[] {ITool.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("livenessIsTrue")) {
                return true;
              }
              try {
                return method.invoke(tool, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }

  @Override
  public int getProgress() {
    return exploration.depth();
  }

  @Override
  public long getDistinctStatesGenerated() {
    return exploration.distinct();
  }

  @Override
  public long getStateQueueSize() {
    return exploration.queued();
  }

  @Override
  public void stop() {
    exploration.stop();
  }

  @Override
  public int doInit(boolean ignoreCancel) {
    throw explores();
  }

  @Override
  protected IWorker[] startWorkers(AbstractChecker checker, int checkIndex) {
    throw explores();
  }

  @Override
  public int doPeriodicWork() {
    throw explores();
  }

  @Override
  protected void runTLCContinueDoing(int count, int depth) {
    throw explores();
  }

  @Override
  protected int modelCheckImpl() {
    throw explores();
  }

  private static UnsupportedOperationException explores() {
    return new UnsupportedOperationException("Exploration explores");
  }

  /** The values set with {@code TLCSet}. */
  private static final class Values implements IWorker {
    private final Map<Integer, IValue> values = new HashMap<>();

    @Override
    public int myGetId() {
      return 0;
    }

    @Override
    public void start() {}

    @Override
    public void join() {}

    @Override
    public @Nullable IValue getLocalValue(int index) {
      return values.get(index);
    }

    @Override
    public void setLocalValue(int index, IValue value) {
      values.put(index, value);
    }
  }
}
