package dev.handoff.shutdown;

import dev.handoff.Fate;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who offered the messages, and what each of them was told: by a listener, and once. */
final class Owners {
  private final int messages;
  private final List<Optional<Fate>> told = new ArrayList<>();

  Owners(int messages) {
    this.messages = messages;
  }

  /** The next message was offered. */
  void offered(Receipt receipt) {
    int place = told.size();
    told.add(Optional.empty());
    receipt.onFate(
        fate -> {
          if (told.get(place).isPresent()) {
            throw new AssertionError(
                "message %d has two fates: %s, then %s"
                    .formatted(place + 1, told.get(place).orElseThrow(), fate));
          }
          told.set(place, Optional.of(fate));
        });
  }

  long count() {
    return told.size();
  }

  /** What the owner of the message was told; nothing yet if it was accepted. */
  Optional<Fate> told(long message) {
    return told.get((int) message - 1);
  }

  /** The specification's {@code status}. */
  List<Object> status() {
    List<Object> status = new ArrayList<>(messages);
    for (Optional<Fate> fate : told) {
      status.add(fate.map(Owners::word).orElse("accepted"));
    }
    while (status.size() < messages) {
      status.add("new");
    }
    return status;
  }

  /** The messages that were refused for that reason. */
  Set<Object> refused(Reason reason) {
    Set<Object> refused = new LinkedHashSet<>();
    for (int i = 0; i < told.size(); i++) {
      if (told.get(i).isPresent()
          && told.get(i).orElseThrow() instanceof Fate.Refused fate
          && fate.reason() == reason) {
        refused.add(i + 1L);
      }
    }
    return refused;
  }

  private static String word(Fate fate) {
    if (fate instanceof Fate.Delivered) {
      return "delivered";
    } else if (fate instanceof Fate.Undelivered) {
      return "undelivered";
    }
    return fate instanceof Fate.Unknown ? "unknown" : "refused";
  }
}
