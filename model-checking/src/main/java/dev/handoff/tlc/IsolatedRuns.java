package dev.handoff.tlc;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs of TLC in this process, in rooms: class loaders that know nothing of each other.
 *
 * <p>TLC keeps static state, above all the table of names in which a variable has its position in a
 * state: a second specification in the same loader is silently wrong. Models of one module, which
 * differ in their configurations only, agree in all of it. They may follow one another in a room,
 * which saves what a run costs before its first state; the tests compare them with runs in rooms of
 * their own. The loader's parent is the platform's; see {@link Inside} for what crosses. The few
 * classes of ours that both sides have to agree on are shared. Thread-safe, a room is not.
 */
final class IsolatedRuns {
  /** TLC recurses deeply; the default of 1 MiB or less is too little for long sequences. */
  private static final long STACK_BYTES = 64L << 20;

  static {
    // A cached jar file stays open, and closing one loader would break the others.
    URLConnection.setDefaultUseCaches("jar", false);
  }

  /** Interfaces and values that name no class of the tools. */
  private static final Set<String> SHARED =
      Stream.of(
              Evaluator.class,
              Evaluator.ActionSignature.class,
              Evaluator.StepConsumer.class,
              ModelValue.class,
              TlcException.class,
              TlcException.Kind.class)
          .map(Class::getName)
          .collect(Collectors.toUnmodifiableSet());

  private final URL[] classPath;

  /** Class files, read once: every run loads the same thousand classes. */
  private final Map<String, byte[]> classFiles = new ConcurrentHashMap<>();

  IsolatedRuns() throws TlcException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      try {
        urls.add(Path.of(entry).toAbsolutePath().toUri().toURL());
      } catch (MalformedURLException e) {
        throw new TlcException(
            TlcException.Kind.TOOLS, "class path entry " + entry + " is no file");
      }
    }
    this.classPath = urls.toArray(URL[]::new);
  }

  /** A new room. */
  Room open() {
    return new Room(new Loader());
  }

  /** Runs of one module, one after the other. */
  static final class Room implements AutoCloseable {
    private final Loader loader;

    private Room(Loader loader) {
      this.loader = loader;
    }

    /**
     * Runs one job to its end.
     *
     * @throws TlcException if the run was interrupted, or the tools cannot be loaded
     */
    @SuppressWarnings("unchecked") // Inside, of another class loader, implements exactly this
    byte[] run(byte[] job, Predicate<long[]> goOn) throws TlcException {
      BiFunction<byte[], Predicate<long[]>, byte[]> inside =
          (BiFunction<byte[], Predicate<long[]>, byte[]>) inside(loader, Inside.class);
      return (byte[]) await(() -> inside.apply(job, goOn));
    }

    /**
     * Has the room's specification parsed. A room has one evaluator, and runs nothing beside it.
     *
     * @throws TlcException if it does not parse, or the tools cannot be loaded
     */
    @SuppressWarnings("unchecked") // as above
    Evaluator evaluator(byte[] job) throws TlcException {
      Function<byte[], Object> inside =
          (Function<byte[], Object>) inside(loader, InsideEvaluator.Opening.class);
      Object outcome = await(() -> inside.apply(job));
      if (outcome instanceof TlcException failure) {
        throw failure;
      }
      return (Evaluator) outcome;
    }

    private Object await(Supplier<Object> work) throws TlcException {
      Object[] outcome = new Object[1];
      Thread thread = new Thread(null, () -> outcome[0] = work.get(), "tlc", STACK_BYTES);
      thread.setContextClassLoader(loader);
      thread.setDaemon(true);
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TlcException(TlcException.Kind.CANCELLED, "interrupted");
      }
      if (outcome[0] == null) {
        throw new TlcException(TlcException.Kind.TOOLS, "TLC ended without a result");
      }
      return outcome[0];
    }

    @Override
    public void close() throws TlcException {
      try {
        loader.close();
      } catch (IOException e) {
        throw new TlcException(TlcException.Kind.RESOURCE, "cannot read: " + e.getMessage());
      }
    }
  }

  private static Object inside(ClassLoader loader, Class<?> entry) throws TlcException {
    try {
      return loader.loadClass(entry.getName()).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new TlcException(TlcException.Kind.TOOLS, "the TLA+ tools cannot be loaded: " + e);
    }
  }

  private final class Loader extends URLClassLoader {
    Loader() {
      super(classPath, ClassLoader.getPlatformClassLoader());
      // Assertions of TLC's that do not hold under symmetry are for its own developers.
      setDefaultAssertionStatus(false);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (SHARED.contains(name)) {
        return Class.forName(name, false, IsolatedRuns.class.getClassLoader());
      }
      byte[] file = classFiles.get(name);
      if (file == null) {
        file = read(name);
        classFiles.put(name, file);
      }
      return defineClass(name, file, 0, file.length);
    }

    private byte[] read(String name) throws ClassNotFoundException {
      URL resource = findResource(name.replace('.', '/') + ".class");
      if (resource == null) {
        throw new ClassNotFoundException(name);
      }
      try (InputStream in = resource.openStream()) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
