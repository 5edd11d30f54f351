package dev.handoff.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.PeerId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
  private static final PeerId PEER = new PeerId("validator_1");

  @TempDir private Path folder;

  @Test
  void anIdentityIsReadAsItWasMade() throws Exception {
    Path file = folder.resolve("identity.p12");
    TlsIdentity made = SelfSigned.create(PEER, file, "password");
    assertThat(TlsIdentity.load(file, "password").fingerprint()).isEqualTo(made.fingerprint());
    assertThat(made.fingerprint()).isNotEqualTo(Identities.pin(Identities.A));
    assertThatThrownBy(() -> TlsIdentity.load(file, "another"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("password");
    assertThatThrownBy(() -> SelfSigned.create(PEER, file, "password"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keytool did not make " + file);
  }

  @Test
  void aFileThatIsNotThereOrNotAnIdentityIsAClearError() throws Exception {
    Path absent = folder.resolve("absent.p12");
    assertThatThrownBy(() -> TlsIdentity.load(absent, "password"))
        .hasMessageContaining("cannot read the TLS identity")
        .hasMessageContaining("absent.p12");
    Path text = folder.resolve("text.p12");
    Files.writeString(text, "no identity");
    assertThatThrownBy(() -> TlsIdentity.load(text, "password"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must be a PKCS #12 file with one key");
  }

  @Test
  void aFileWithoutAKeyIsAClearError() throws Exception {
    Path file = folder.resolve("empty.p12");
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    try (OutputStream out = Files.newOutputStream(file)) {
      empty.store(out, "password".toCharArray());
    }
    assertThatThrownBy(() -> TlsIdentity.load(file, "password"))
        .hasMessageContaining("there are 0 keys in empty.p12");
  }

  @Test
  void noFileIsMadeWithAPasswordThatIsTooShort() {
    assertThatThrownBy(() -> SelfSigned.create(PEER, folder.resolve("short.p12"), "1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("at least 6 characters");
    assertThat(folder).isEmptyDirectory();
  }
}
