package dev.handoff.tcp;

import dev.handoff.PeerId;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Makes identities with certificates that nobody else has signed, which is all that pinning needs.
 *
 * <p>It runs the {@code keytool} of this JDK: the JDK has no API that makes a certificate, and a
 * library for it would be larger than all the rest. Blocks for the second or so that it takes; for
 * tests, demonstrations and the first start of a node.
 */
public final class SelfSigned {
  private static final int PATIENCE_SECONDS = 60;
  private static final String PASSWORD_VARIABLE = "HANDOFF_KEYTOOL_PASSWORD";

  private SelfSigned() {}

  /**
   * Makes a key on the curve P-256 and its certificate, in a new PKCS #12 file.
   *
   * @param file must not be there yet
   * @param password of six characters or more
   * @throws IOException if there is no file afterwards; the message is the tool's
   */
  public static TlsIdentity create(PeerId peer, Path file, String password) throws IOException {
    ProcessBuilder keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "handoff",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + peer,
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                // Not on the command line, where every user of the machine can read it.
                "-storepass:env",
                PASSWORD_VARIABLE)
            .redirectErrorStream(true);
    keytool.environment().put(PASSWORD_VARIABLE, password);
    run(keytool, file);
    return TlsIdentity.load(file, password);
  }

  private static void run(ProcessBuilder keytool, Path file) throws IOException {
    Process process = keytool.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "keytool did not make %s within %d s".formatted(file, PATIENCE_SECONDS));
      }
      // A few lines: the pipe has held them all.
      String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
      if (process.exitValue() != 0) {
        throw new IOException(
            "keytool did not make %s: %s".formatted(file, said.strip().replaceAll("\\R", " ")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made %s".formatted(file), e);
    } finally {
      process.destroy();
    }
  }
}
