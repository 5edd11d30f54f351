package dev.handoff.tlc;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a run found.
 *
 * @param tools the version of the TLA+ tools that judged, as they print it
 * @param generated states generated, repetitions included
 * @param distinct distinct states
 * @param depth states on the longest of the shortest paths from an initial state
 * @param millis how long the run took, in milliseconds
 * @param complete whether the whole reachable graph was explored
 * @param properties a verdict for each property of the configuration, in its order; then {@code
 *     Deadlock} if it was checked, and {@code Assumption} if the modules assume anything
 * @param actions how often each named action of the next-state relation was taken; absent, never.
 *     Empty from tools that do not tell
 * @param witnesses which of the requested witnesses are reachable. Empty from tools that do not
 *     tell
 * @param warnings what the tools warned of, a line each
 */
public record ModelResult(
    String tools,
    long generated,
    long distinct,
    int depth,
    long millis,
    boolean complete,
    List<PropertyResult> properties,
    SortedMap<String, Long> actions,
    SortedSet<String> witnesses,
    List<String> warnings)
    implements Serializable {}
