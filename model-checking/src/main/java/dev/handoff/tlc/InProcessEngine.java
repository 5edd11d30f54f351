package dev.handoff.tlc;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Runs TLC inside this process, in a class loader that is never used again.
 *
 * <p>The loader's parent is the platform's, so that nothing of TLC's static state is shared; see
 * {@link Inside} for what crosses. A run is stopped by asking it to: an evaluation that does not
 * end cannot be stopped this way, which is what {@link ChildEngine} is for.
 */
final class InProcessEngine implements Engine {
  /** TLC recurses deeply; the default of 1 MiB or less is too little for long sequences. */
  private static final long STACK_BYTES = 64L << 20;

  static {
    // A cached jar file stays open, and closing one loader would break the others.
    URLConnection.setDefaultUseCaches("jar", false);
  }

  private final Scratch scratch;
  private final Path standardModules;
  private final URL[] classPath;

  InProcessEngine(Scratch scratch) throws TlcException {
    this.scratch = scratch;
    this.standardModules = StandardModules.unpack(scratch);
    this.classPath = classPath();
  }

  private static URL[] classPath() throws TlcException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      try {
        urls.add(Path.of(entry).toAbsolutePath().toUri().toURL());
      } catch (MalformedURLException e) {
        throw new TlcException(
            TlcException.Kind.TOOLS, "class path entry " + entry + " is no file");
      }
    }
    return urls.toArray(URL[]::new);
  }

  @Override
  public ModelResult run(ModelRequest model, Watch watch) throws TlcException {
    Path folder = scratch.fresh("run-");
    Deadline deadline = new Deadline(model.timeoutMillis());
    byte[] job = Inside.write(new Inside.Job(model, standardModules.toString(), folder.toString()));
    try (URLClassLoader loader =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      // Assertions of TLC's that do not hold under symmetry are for its own developers.
      loader.setDefaultAssertionStatus(false);
      return Outcome.of(apply(loader, job, deadline.following(watch)), deadline);
    } catch (IOException e) {
      throw new TlcException(TlcException.Kind.RESOURCE, "cannot read: " + e.getMessage());
    } finally {
      Scratch.delete(folder);
    }
  }

  private static byte[] apply(ClassLoader loader, byte[] job, Predicate<long[]> goOn)
      throws TlcException {
    BiFunction<byte[], Predicate<long[]>, byte[]> inside = inside(loader);
    byte[][] outcome = new byte[1][];
    Thread thread =
        new Thread(null, () -> outcome[0] = inside.apply(job, goOn), "tlc", STACK_BYTES);
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

  @SuppressWarnings("unchecked") // Inside, of another class loader, implements exactly this
  private static BiFunction<byte[], Predicate<long[]>, byte[]> inside(ClassLoader loader)
      throws TlcException {
    try {
      return (BiFunction<byte[], Predicate<long[]>, byte[]>)
          loader.loadClass(Inside.class.getName()).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new TlcException(TlcException.Kind.TOOLS, "the TLA+ tools cannot be loaded: " + e);
    }
  }
}
