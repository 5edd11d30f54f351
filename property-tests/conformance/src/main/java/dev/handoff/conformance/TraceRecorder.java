package dev.handoff.conformance;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.trace.EventSink;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace file: each event of one module as a line, numbered in the order in which it came.
 *
 * <p>Events of other modules are left out, so that one recorder can listen to a whole system. The
 * test that plays the environment records its steps here too. Never throws from {@link #record},
 * which is called within critical sections: the first failure is kept for {@link #close}.
 *
 * <p>Thread-safe. What is recorded after the close is a failure of whoever does so, and ignored.
 */
public final class TraceRecorder implements EventSink, AutoCloseable {
  private final String prefix;
  private final BiFunction<String, List<Object>, List<Object>> arguments;
  private final BufferedWriter out;

  // All guarded by this.
  private long events;
  private boolean closed;
  private @Nullable Exception failure;

  private TraceRecorder(
      String module, BiFunction<String, List<Object>, List<Object>> arguments, BufferedWriter out) {
    this.prefix = module + "!";
    this.arguments = arguments;
    this.out = out;
  }

  /**
   * Starts a file, whose arguments are as the code gives them.
   *
   * @param file is overwritten
   * @param protocol the protocol's name in the manifest
   * @param module the module whose events are recorded
   * @param constants each of its constants as a TLA+ expression, by name
   * @param hidden its actions that leave no event
   * @throws IOException if the file cannot be written
   */
  public static TraceRecorder open(
      Path file, String protocol, String module, Map<String, String> constants, List<String> hidden)
      throws IOException {
    return open(file, protocol, module, constants, hidden, (action, given) -> given);
  }

  /**
   * Starts a file.
   *
   * @param arguments given an action, without its module, and the arguments that the code gave,
   *     answers those of the specification: strings, whole numbers, booleans and lists of them
   * @throws IOException if the file cannot be written
   */
  public static TraceRecorder open(
      Path file,
      String protocol,
      String module,
      Map<String, String> constants,
      List<String> hidden,
      BiFunction<String, List<Object>, List<Object>> arguments)
      throws IOException {
    BufferedWriter out = Files.newBufferedWriter(file);
    TraceRecorder recorder = new TraceRecorder(module, arguments, out);
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("handoff", "trace");
    header.put("version", 1);
    header.put("protocol", protocol);
    header.put("module", module);
    header.put("constants", constants);
    header.put("hidden", hidden);
    writeLine(out, header);
    return recorder;
  }

  @Override
  public synchronized void record(String action, Object... given) {
    if (!action.startsWith(prefix) || closed || failure != null) {
      return;
    }
    try {
      String name = action.substring(prefix.length());
      List<Object> values = arguments.apply(name, Arrays.asList(given));
      for (Object value : values) {
        requireValue(value);
      }
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("seq", ++events);
      event.put("action", name);
      if (!values.isEmpty()) {
        event.put("args", values);
      }
      writeLine(out, event);
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  /** How many events were recorded so far. */
  public synchronized long events() {
    return events;
  }

  private static void requireValue(@Nullable Object value) {
    if (value instanceof List<?> list) {
      list.forEach(TraceRecorder::requireValue);
    } else if (!(value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long)) {
      throw new IllegalArgumentException(
          "an argument is no string, whole number, boolean or list: " + value);
    }
  }

  private static void writeLine(Writer out, Map<String, Object> object) throws IOException {
    out.write(JSON.std.asString(object));
    out.write('\n');
  }

  /**
   * Ends the file.
   *
   * @throws IOException if anything could not be recorded: then the file ends before it
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      out.close();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
    if (failure != null) {
      throw new IOException("the trace is not complete: " + failure.getMessage(), failure);
    }
  }
}
