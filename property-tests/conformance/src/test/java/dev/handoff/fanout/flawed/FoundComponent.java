package dev.handoff.fanout.flawed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A component as found: a task that reads commands from its channel. */
final class FoundComponent {
  /** Where the task is in its life. */
  enum Status {
    UP,
    HUNG,
    DOWN,
    STOPPED
  }

  /** The command that is no commit. */
  static final long STOP = 0;

  private final String name;
  private final long channelBound;
  private final Map<Long, Long> expiry;
  private final Deque<Long> channel = new ArrayDeque<>();
  private final List<Long> applied = new ArrayList<>();
  private final TreeSet<Long> batches = new TreeSet<>();
  private long time;
  private long pressure;
  private Status status = Status.UP;

  /** Creates one that knows of no commit. */
  FoundComponent(String name, long channelBound, Map<Long, Long> expiry) {
    this.name = name;
    this.channelBound = channelBound;
    this.expiry = expiry;
    forget();
  }

  String name() {
    return name;
  }

  Status status() {
    return status;
  }

  List<Long> channel() {
    return List.copyOf(channel);
  }

  List<Long> applied() {
    return List.copyOf(applied);
  }

  Set<Long> batches() {
    return new TreeSet<>(batches);
  }

  long time() {
    return time;
  }

  long pressure() {
    return pressure;
  }

  /** Loses all that it knew; its peers send all batches again. */
  void forget() {
    applied.clear();
    batches.addAll(expiry.keySet());
    time = 0;
    recount();
  }

  private void recount() {
    pressure = name.equals("PM") ? batches.size() : 0;
  }

  // The sender's end of the channel

  boolean hasReceiver() {
    return status == Status.UP || status == Status.HUNG;
  }

  boolean hasRoom() {
    return channel.size() < channelBound;
  }

  void send(long command) {
    channel.add(command);
  }

  // The task

  boolean isNext(boolean isStop) {
    Long next = channel.peek();
    return status == Status.UP && next != null && (next == STOP) == isStop;
  }

  /** Reads a notification and acts on it. The batch generator ignores an old one altogether. */
  void handle() {
    long commit = channel.remove();
    if (!(name.equals("BG") && time > commit)) {
      honour(commit);
    }
  }

  void honour(long commit) {
    applied.add(commit);
    if (!name.equals("PC")) {
      time = Math.max(time, commit);
    }
    batches.remove(commit);
    batches.removeIf(batch -> expiry.getOrDefault(batch, Long.MAX_VALUE) <= time);
    recount();
  }

  /** Reads the stop signal and leaves the loop. */
  void stop() {
    channel.remove();
    status = Status.STOPPED;
  }

  /** The task ends, and drops its receiver with what is in the channel. */
  void fall() {
    status = Status.DOWN;
    channel.clear();
  }

  void become(Status now) {
    status = now;
  }
}
