package dev.handoff.demo;

import dev.handoff.PeerId;
import dev.handoff.delivery.Committee;
import dev.handoff.persistence.BatchStoreSettings;
import dev.handoff.persistence.Quota;
import dev.handoff.sqlite.SqliteSettings;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Where the validators' stores are, and how large they may become. */
final class Stores {
  /** The bound of a file: little enough to be filled in a moment. */
  static final SqliteSettings DISK = SqliteSettings.STANDARD.withMaxFileBytes(96L << 20);

  /** More than an author can make in a batch's life. */
  private static final Quota QUOTA = new Quota(20_000, 256L << 20, 16L << 20);

  /** How many rounds an expired batch is kept, for validators that lag. */
  private static final long GRACE = 50;

  private Stores() {}

  static Path file(Path folder, PeerId peer) {
    return folder.resolve(peer + ".db");
  }

  static BatchStoreSettings batches(Committee committee) {
    return BatchStoreSettings.of(
        committee.validators().stream().collect(Collectors.toMap(peer -> peer, peer -> QUOTA)),
        GRACE);
  }
}
