package dev.handoff.conformance;

import dev.handoff.delivery.FlawedDelivery;
import dev.handoff.delivery.PeerDeliveryReference;
import dev.handoff.delivery.PeerIsolationReference;
import dev.handoff.delivery.VoteQuorumReference;
import dev.handoff.fanout.CommitFanOutReference;
import dev.handoff.fanout.flawed.FlawedFanOut;
import dev.handoff.oracle.Oracles;
import dev.handoff.persistence.BatchPersistenceReference;
import dev.handoff.persistence.FlawedPersistence;
import dev.handoff.shutdown.PeerShutdownReference;
import dev.handoff.shutdown.flawed.FlawedShutdown;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Protocol;
import dev.handoff.spec.Tier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is held against what. */
final class Kit {
  /** The reference modules, each with its implementation. */
  static final List<Reference> REFERENCES =
      List.of(
          new CommitFanOutReference(),
          new BatchPersistenceReference(),
          new PeerShutdownReference(),
          new PeerDeliveryReference(),
          new PeerIsolationReference(),
          new VoteQuorumReference());

  /** The flawed designs that every checker must catch. */
  static final List<Flawed> FLAWED =
      List.of(
          FlawedFanOut.AS_FOUND,
          FlawedFanOut.ACKNOWLEDGED,
          FlawedPersistence.AS_FOUND,
          FlawedPersistence.CATCH_PANIC_AND_RETURN_ERROR,
          FlawedShutdown.AS_FOUND,
          FlawedShutdown.JOIN_MULTIPLEXER,
          FlawedDelivery.AS_FOUND,
          FlawedDelivery.RETRY_SAME_CONNECTION);

  /** What the tests of this process have taken. */
  static final Coverage COVERAGE = new Coverage();

  private Kit() {}

  static Reference reference(String module) {
    return REFERENCES.stream()
        .filter(each -> each.module().equals(module))
        .findFirst()
        .orElseThrow();
  }

  /** The models of a reference module in a tier, each module and configuration once. */
  static List<Model> models(Oracles oracles, Reference reference, Tier tier) {
    Manifest manifest = oracles.specifications().manifest();
    Protocol protocol = manifest.protocol(reference.protocol()).orElseThrow();
    // The root module of the protocol's main reference is MCReference, that of another MCAnother.
    String root =
        reference.module().equals(protocol.reference()) ? "MCReference" : "MC" + reference.module();
    List<Model> models = new ArrayList<>();
    Set<String> configurations = new HashSet<>();
    for (Model model : manifest.models(tier)) {
      if (model.id().protocol().equals(reference.protocol())
          && model.id().design().equals("Reference")
          && model.module().endsWith("/" + root + ".tla")
          && configurations.add(model.config())) {
        models.add(model);
      }
    }
    return models;
  }
}
