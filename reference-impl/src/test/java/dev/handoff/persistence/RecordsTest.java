package dev.handoff.persistence;

import static dev.handoff.persistence.Fixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Mutation;
import dev.handoff.StoreException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private final Records records = new Records(Digester.SHA_256);
  private final Batch batch = Batch.of(ALICE, Bytes.utf8("abc"), 258);
  private final Bytes key = batch.digest().bytes();

  private Bytes value() {
    return ((Mutation.Put) Records.put(batch)).value();
  }

  @Test
  void aRecordHasTheLayoutThatIsDocumented() {
    assertThat(value().hex()).isEqualTo("01" + "0000000000000102" + "05" + "616c696365" + "616263");
    assertThat(Records.put(batch).key()).isEqualTo(key);
    assertThat(Records.delete(batch.digest())).isEqualTo(new Mutation.Delete("batches", key));
  }

  @Test
  void aRecordIsReadAsItWasWritten() throws StoreException {
    assertThat(records.decode(key, value())).isEqualTo(batch);
  }

  @Test
  void theDigestIsTheSha256OfAuthorAndPayload() {
    assertThat(batch.digest())
        .isEqualTo(Digest.of(Bytes.copyOf(HexFormat.of().parseHex("05616c696365616263"))));
    assertThat(Batch.of(Fixture.BOB, batch.payload(), 258).digest()).isNotEqualTo(batch.digest());
    assertThat(Batch.of(ALICE, batch.payload(), 1).digest()).isEqualTo(batch.digest());
  }

  @Test
  void whatIsSignedHasTheLayoutThatIsDocumented() {
    assertThat(batch.info().encoded().hex())
        .isEqualTo(
            Bytes.utf8("handoff batch v1").hex() + key.hex() + "0000000000000102" + "616c696365");
  }

  @Test
  void aRecordOfAnotherLayoutIsOfAnotherVersion() {
    byte[] value = value().toArray();
    value[0] = 2;
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> records.decode(key, Bytes.copyOf(value)))
        .withMessageContaining("layout 2")
        .matches(e -> e.kind() == StoreException.Kind.VERSION);
  }

  @Test
  void aRecordThatIsCutShortAnywhereIsCorrupt() {
    for (int length = 0; length < value().size(); length++) {
      Bytes shorter = Bytes.from(value().buffer().limit(length));
      assertCorrupt(key, shorter);
    }
  }

  @Test
  void aRecordWithAnyByteChangedInItsContentIsCorrupt() {
    for (int place = 9; place < value().size(); place++) {
      byte[] changed = value().toArray();
      changed[place] ^= 1;
      assertCorrupt(key, Bytes.copyOf(changed));
    }
  }

  @Test
  void aRecordUnderAKeyThatIsNoDigestIsCorrupt() {
    assertCorrupt(Bytes.utf8("key"), value());
  }

  private void assertCorrupt(Bytes name, Bytes value) {
    assertThatExceptionOfType(StoreException.class)
        .as(value.hex())
        .isThrownBy(() -> records.decode(name, value))
        .withMessageContaining("the record of batch " + name.hex())
        .matches(e -> e.kind() == StoreException.Kind.CORRUPT);
  }
}
