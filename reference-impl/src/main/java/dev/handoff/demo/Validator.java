package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Clock;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Dialer;
import dev.handoff.FrameException;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.StoreException;
import dev.handoff.Verifier;
import dev.handoff.delivery.Committee;
import dev.handoff.delivery.Encoder;
import dev.handoff.delivery.Inbox;
import dev.handoff.delivery.InboxSettings;
import dev.handoff.delivery.Peers;
import dev.handoff.delivery.SessionSettings;
import dev.handoff.fanout.CommitFanOut;
import dev.handoff.fanout.FanOutPorts;
import dev.handoff.fanout.FanOutSettings;
import dev.handoff.fanout.Proof;
import dev.handoff.fanout.ShutdownReport;
import dev.handoff.fanout.StateKeeping;
import dev.handoff.jdk.Counters;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.persistence.Batch;
import dev.handoff.persistence.BatchInfo;
import dev.handoff.persistence.BatchStore;
import dev.handoff.persistence.BatchStorePorts;
import dev.handoff.persistence.Digester;
import dev.handoff.persistence.SignedBatchInfo;
import dev.handoff.persistence.Stopped;
import dev.handoff.shutdown.CloseReport;
import dev.handoff.shutdown.OutboundSettings;
import dev.handoff.sqlite.SqliteStore;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One validator: the four protocols on a store and on sockets of their own, and the little that
 * makes a system of them.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>signed</td><td>the tasks of the batch store</td><td>concurrent set</td></tr>
 * <tr><td>down</td><td>kill, stop</td><td>compare-and-set</td></tr>
 * </table>
 */
final class Validator {
  private static final Duration BATCH_INTERVAL = Duration.ofMillis(200);
  private static final Duration RESEND_INTERVAL = Duration.ofSeconds(1);

  /** A batch that lacks signatures after so many rounds is sent again. */
  private static final long PATIENCE = 3;

  private static final int POOL_BOUND = 10_000;
  private static final int MAX_PROOFS = 2_000;
  private static final OutboundSettings BULK = OutboundSettings.defaults();

  private final PeerId self;
  private final Committee committee;
  private final Verifier verifier;
  private final Counters counters;
  private final Clock clock = SystemClock.INSTANCE;
  private final ThreadScheduler scheduler;
  private final ThreadScheduler disk;
  private final Place place;
  private final Valve valve = new Valve();
  private final Pool pool = new Pool(POOL_BOUND);
  private final SqliteStore store;
  private final BatchStore batches;
  private final CommitFanOut fanOut;
  private final Peers peers;
  private final Inbox inbox;
  private final Bulk bulk;
  private final List<PeerId> others;
  private final Author author;
  private final Commits commits;
  private final Ordering ordering;
  private final Set<BatchInfo> signed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean down = new AtomicBoolean();

  /**
   * Opens the validator's store and recovers from it. It does nothing yet.
   *
   * @param scheduler the one of the place
   * @param addresses of all validators
   */
  Validator(
      PeerId self,
      Keys keys,
      Place place,
      Map<PeerId, Place.Addresses> addresses,
      Path folder,
      ThreadScheduler scheduler,
      RandomGenerator random,
      Counters counters)
      throws StoreException {
    this.self = self;
    this.committee = keys.committee();
    this.verifier = keys.verifier();
    this.counters = counters;
    this.scheduler = scheduler;
    this.place = place;
    this.others = committee.validators().stream().filter(peer -> !peer.equals(self)).toList();
    disk = new ThreadScheduler(self + "-disk", 1);
    store = SqliteStore.open(Stores.file(folder, self), Stores.DISK, disk, counters);
    batches =
        BatchStore.open(
            Stores.batches(committee),
            new BatchStorePorts(
                store,
                Digester.SHA_256,
                keys.signer(self),
                this::send,
                info -> {},
                scheduler,
                clock,
                counters,
                EventSink.NONE));
    fanOut =
        CommitFanOut.open(
            FanOutSettings.DEFAULT.withStateKeeping(StateKeeping.DURABLE),
            FanOutPorts.inMemory(scheduler, clock).withStore(store).withMetrics(counters));
    author = new Author(self, pool, fanOut, committee, verifier);
    commits = new Commits(fanOut, batches, author, scheduler);
    peers =
        new Peers(
            others,
            SessionSettings.standard().withWriteTimeout(Duration.ofSeconds(3)),
            Encoder.NONE,
            through(place.dialer(only(addresses, Place.Addresses::sessions))),
            scheduler,
            clock,
            random,
            EventSink.NONE,
            counters);
    inbox = new Inbox(InboxSettings.standard(), this::handUp, scheduler, EventSink.NONE, counters);
    bulk =
        new Bulk(
            through(place.dialer(only(addresses, Place.Addresses::bulk))),
            BULK,
            scheduler,
            clock,
            random,
            EventSink.NONE,
            counters);
    ordering =
        new Ordering(
            self,
            committee,
            keys.signer(self),
            verifier,
            (to, message) -> peers.offer(to, new Message.Round(message).encode()),
            message -> peers.broadcast(message.encode()),
            () -> fanOut.proofManager().pull(MAX_PROOFS),
            commits::add,
            scheduler,
            EventSink.NONE,
            counters);
  }

  private Map<PeerId, InetSocketAddress> only(
      Map<PeerId, Place.Addresses> addresses, Function<Place.Addresses, InetSocketAddress> which) {
    return addresses.entrySet().stream()
        .filter(each -> !each.getKey().equals(self))
        .collect(Collectors.toMap(Map.Entry::getKey, each -> which.apply(each.getValue())));
  }

  /** A dialler whose connections cannot be read while the valve is shut. */
  private Dialer through(Dialer dialer) {
    return (peer, session, whenDone) ->
        dialer.dial(
            peer,
            session,
            dialled ->
                whenDone.accept(
                    dialled instanceof Dialer.Dialled.Connected connected
                        ? new Dialer.Dialled.Connected(valve.on(connected.connection()))
                        : dialled));
  }

  /** Begins to take part. */
  void start() {
    place.serve(
        (peer, session, connection) -> inbox.accept(peer, session, valve.on(connection)),
        (peer, session, connection) -> readBulk(peer, valve.on(connection)));
    peers.open();
    others.forEach(bulk::connect);
    ordering.start();
    scheduler.schedule(BATCH_INTERVAL, this::makeBatch);
    scheduler.schedule(RESEND_INTERVAL, this::sendAgain);
  }

  /** A client submits a transaction. */
  Receipt offer(Transaction transaction) {
    return down.get() ? Receipt.refused(Reason.NODE_STOPPED) : pool.offer(transaction);
  }

  /** Returns how many transactions have no fate yet. */
  int pending() {
    return pool.size();
  }

  private void makeBatch() {
    if (down.get()) {
      return;
    }
    long round = ordering.round();
    author.forgetExpired(round);
    author.make(round).ifPresent(batch -> distribute(batch, Set.of()));
    scheduler.schedule(BATCH_INTERVAL, this::makeBatch);
  }

  /** Whoever lost a batch, or never got it, gets it again: to store it twice does no harm. */
  private void sendAgain() {
    if (down.get()) {
      return;
    }
    for (Author.Uncertified each : author.uncertified(ordering.round() - PATIENCE)) {
      distribute(each.batch(), each.signers());
    }
    scheduler.schedule(RESEND_INTERVAL, this::sendAgain);
  }

  private void distribute(Batch batch, Set<PeerId> signers) {
    if (!signers.contains(self)) {
      batches.persist(List.of(batch));
    }
    Bytes message = new Message.Offered(batch).encode();
    for (PeerId peer : others) {
      if (!signers.contains(peer)) {
        bulk.offer(peer, message);
      }
    }
  }

  private void readBulk(PeerId peer, Connection connection) {
    new BulkReader(connection, BULK, scheduler, counters, bytes -> receive(peer, bytes)).start();
  }

  private void receive(PeerId from, Bytes bytes) {
    try {
      if (Message.decode(bytes) instanceof Message.Offered offered
          && offered.batch().author().equals(from)) {
        batches.persist(List.of(offered.batch()));
      } else {
        counters.failure("demo", "bulk-message-rejected");
      }
    } catch (FrameException e) {
      counters.failure("demo", "bulk-message-rejected");
    }
  }

  /** The batch store lets a signature out. */
  private void send(SignedBatchInfo promise) {
    signed.add(promise.info());
    PeerId to = promise.info().author();
    if (to.equals(self)) {
      signed(self, promise.info(), promise.signature());
    } else {
      peers.offer(to, new Message.Signed(promise.info(), promise.signature()).encode());
    }
  }

  /** A message of a session. */
  private void handUp(PeerId from, Bytes bytes) {
    if (down.get()) {
      return;
    }
    try {
      Message message = Message.decode(bytes);
      if (message instanceof Message.Signed promise) {
        signed(from, promise.info(), promise.signature());
      } else if (message instanceof Message.Certified certificate) {
        certified(certificate);
      } else if (message instanceof Message.Proposed proposed) {
        ordering.proposed(from, proposed.block());
      } else if (message instanceof Message.Decided decision) {
        ordering.decided(decision);
      } else if (message instanceof Message.Round round) {
        ordering.message(round);
      } else {
        counters.failure("demo", "message-rejected");
      }
    } catch (FrameException e) {
      counters.failure("demo", "message-rejected");
    }
  }

  private void signed(PeerId signer, BatchInfo info, Bytes signature) {
    author
        .signed(signer, info, signature)
        .ifPresent(
            certificate -> {
              peers.broadcast(certificate.encode());
              queue(certificate);
            });
  }

  private void certified(Message.Certified certificate) {
    if (certificate.verify(committee, verifier)) {
      queue(certificate);
    } else {
      counters.failure("demo", "certificate-not-verified");
    }
  }

  private void queue(Message.Certified certificate) {
    ordering.certified(certificate.info());
    fanOut
        .proofManager()
        .offer(new Proof(Author.named(certificate.info()), certificate.transactions()));
  }

  /** Stops reading, as a peer does that hangs. */
  void stall() {
    valve.shut();
  }

  /** Reads again. */
  void resume() {
    valve.open();
  }

  /**
   * Fills the store to its bound.
   *
   * @return what empties it again
   */
  Runnable fillDisk() {
    DiskFiller filler = new DiskFiller(store);
    filler.fill();
    return filler::empty;
  }

  /** Dies: nothing that is in memory is saved, and nobody is told but those who wait for it. */
  void kill() {
    if (down.compareAndSet(false, true)) {
      commits.stop();
      batches.abort();
      ordering.stop();
      place.close();
      pool.crash();
    }
  }

  /** Stops in order: refuses, drains, and returns what is left, by the deadline. */
  Ended stop(Deadline deadline) throws IOException {
    boolean alive = down.compareAndSet(false, true);
    commits.stop();
    pool.close();
    ordering.stop();
    ShutdownReport components = fanOut.shutdown().toCompletableFuture().join();
    Stopped stopped = batches.stop(deadline).toCompletableFuture().join();
    var sessions = peers.close(deadline).toCompletableFuture().join();
    List<CloseReport> reports = bulk.close(deadline).toCompletableFuture().join();
    inbox.close();
    if (alive) {
      pool.giveUp();
    }
    place.close();
    store.close();
    scheduler.close();
    disk.close();
    return new Ended(components, stopped, reports, sessions);
  }

  /** Returns the promises that this validator has signed and let out. */
  Set<BatchInfo> signed() {
    return Set.copyOf(signed);
  }

  /** Returns the latest time that this validator knows to be certified. */
  long time() {
    return fanOut.time();
  }
}
