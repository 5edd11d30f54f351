package dev.handoff.fanout;

import dev.handoff.Guard;
import dev.handoff.StoreException;
import dev.handoff.conformance.Subject;
import dev.handoff.fakes.FaultyStore;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.tlc.Tla;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A {@link CommitFanOut} on fakes whose steps are taken one by one, by the methods that carry the
 * actions' names. Its scheduler never runs: no loop and no deadline takes a step of its own.
 *
 * <p>Each step must be taken by the implementation, and must record exactly its own event. What it
 * needs in the store is written just before it, or just after ({@code Notify}, {@code
 * Resynchronise}), and stored at once: the module's steps linearize there. So an acceptance is
 * durable here when the step is over; that it is answered earlier in fact, and what a crash in
 * between takes away, is not shown by this subject.
 *
 * <p>It also plays the peers: all batches are in progress from the start, and a component that has
 * come back without a state is sent all of them again.
 *
 * <p>The variables are read by {@link FanOutProjection}.
 */
final class CommitFanOutSubject implements Subject {
  /** What a component throws; where it does is of no interest. */
  private static final class Bug extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Bug() {
      super("a component's bug", null, false, false);
    }
  }

  private final FanOutConstants constants;
  private final ManualScheduler disk = new ManualScheduler();
  private final StepEvents events = new StepEvents();
  private final CommitFanOut fanOut;
  private final FanOutProjection projection;

  CommitFanOutSubject(Map<String, Object> constants) {
    this.constants = FanOutConstants.of(constants);
    ManualScheduler idle = new ManualScheduler();
    FanOutPorts inMemory = FanOutPorts.inMemory(idle, idle).withEvents(events);
    try {
      this.fanOut =
          CommitFanOut.open(
              this.constants.settings(),
              this.constants.needsStore() ? inMemory.withStore(new FaultyStore(disk)) : inMemory);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
    this.projection = new FanOutProjection(this.constants, fanOut, events);
    for (Member member : fanOut.log().members()) {
      sendItems(member);
    }
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    events.expect(action);
    if (action.equals("Notify")) {
      announce(Tla.number(arguments, "k"));
    } else if (arguments.isEmpty()) {
      check(ofAll(action), action);
      events.check(List.of());
    } else {
      String component = Tla.text(arguments, "c");
      check(ofOne(action, fanOut.log().member(component(component))), action + " of " + component);
      events.check(List.of(component));
    }
  }

  /** What the step would need in the store is not written: the member writes when it may go on. */
  @Override
  public Answer attempt(String action, Map<String, Object> arguments) {
    events.expect(action);
    boolean isTaken =
        arguments.isEmpty()
            ? ofAll(action)
            : ofMember(action, fanOut.log().member(component(Tla.text(arguments, "c"))));
    return isTaken || events.isRecorded() ? Answer.TAKEN : Answer.REFUSED;
  }

  @Override
  public Map<String, Object> state() {
    return projection.state();
  }

  private static void check(boolean isTaken, String step) {
    if (!isTaken) {
      throw new AssertionError("the implementation does not take the step " + step);
    }
  }

  static ComponentName component(String label) {
    return switch (label) {
      case "BG" -> ComponentName.BATCH_GENERATOR;
      case "PC" -> ComponentName.PROOF_COORDINATOR;
      case "PM" -> ComponentName.PROOF_MANAGER;
      default -> throw new AssertionError("no such component: " + label);
    };
  }

  private void announce(long k) {
    CommitReceipt receipt = fanOut.notify(constants.commit(k));
    events.check(List.of(k));
    disk.runAll();
    projection.answered(k, receipt);
  }

  private boolean ofAll(String action) {
    return switch (action) {
      case "RequestShutdown" -> in(fanOut.coordinator()::requestShutdown);
      case "FinishShutdown" -> in(fanOut.coordinator()::finishShutdown);
      case "RestartProcess" -> restartProcess();
      default -> throw new AssertionError("no such action: " + action);
    };
  }

  private boolean ofOne(String action, Member member) {
    return switch (action) {
      case "Apply", "SaveCursor", "Rejoin" -> write(member) && ofMember(action, member);
      case "Resynchronise" -> resynchronise(member);
      case "Detach", "Stop" -> ofMember(action, member);
      case "Crash" -> in(section -> member.crash(section, new Bug()));
      case "RestartComponent" -> restart(member);
      case "Hang" -> in(member::hang);
      case "Resume" -> in(member::resume);
      default -> throw new AssertionError("no such action: " + action);
    };
  }

  /** The step alone, without what it needs in the store. */
  private boolean ofMember(String action, Member member) {
    return switch (action) {
      case "Apply" -> in(member::apply);
      case "SaveCursor" -> in(member::saveCursor);
      case "Rejoin" -> in(member::rejoin);
      case "Resynchronise" -> in(member::resynchronise);
      case "Detach" -> in(member::detach);
      case "Stop" -> in(member::stop);
      default -> throw new AssertionError("no such action: " + action);
    };
  }

  private boolean in(Predicate<Guard.Section> step) {
    try (Guard.Section section = fanOut.log().guard().enter()) {
      return step.test(section);
    }
  }

  /** Has stored what the member's next step needs in the store. */
  private boolean write(Member member) {
    if (constants.needsStore()) {
      in(member::prepare);
      disk.runAll();
    }
    return true;
  }

  /**
   * Has stored what the member's last step is to save. What a volatile one would save is its
   * cursor.
   */
  private void writeState(Member member) {
    if (constants.isDurable()) {
      write(member);
    }
  }

  private boolean resynchronise(Member member) {
    boolean hasLostItsState = member.status() == ComponentStatus.STARTING;
    boolean isTaken = ofMember("Resynchronise", member);
    writeState(member);
    if (hasLostItsState) {
      sendItems(member);
    }
    return isTaken;
  }

  /** The peers send all that is in progress; a component keeps what is of use. */
  private void sendItems(Member member) {
    for (BatchInfo batch : constants.batches()) {
      switch (member.name()) {
        case BATCH_GENERATOR -> fanOut.batchGenerator().begin(new Batch(batch, List.of()));
        case PROOF_COORDINATOR -> fanOut.proofCoordinator().begin(new ProofInProgress(batch));
        case PROOF_MANAGER -> fanOut.proofManager().offer(new Proof(batch, 1));
      }
    }
    writeState(member);
  }

  private boolean restart(Member member) {
    try {
      return fanOut.restartComponent(member.name());
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  private boolean restartProcess() {
    try {
      return fanOut.restartProcess();
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }
}
