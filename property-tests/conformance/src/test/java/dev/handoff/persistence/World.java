package dev.handoff.persistence;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.PeerId;
import dev.handoff.tlc.Tla;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The constants of a model as values that an implementation takes: the author, the requests with
 * their batches, and the bounds. A digest of the specification, a number, is a digest whose last
 * bytes are that number, so that digests have the order of their numbers; and a payload of its size
 * that ends in the same bytes.
 *
 * <p>Immutable; the subjects of one model share it.
 */
final class World {
  static final PeerId AUTHOR = new PeerId("author");

  /** The batches of each request; request r is element r - 1. */
  final List<List<Batch>> requests;

  /** The items of the specification in the same places: pairs of a request and a batch. */
  final List<List<List<Long>>> items;

  final SortedMap<Long, Digest> digests;
  final Map<Digest, Long> numbers;
  final Digester digester;
  final Quota quota;
  final long grace;
  final boolean processDies;
  final Map<String, Long> faults;

  private final Map<Long, Integer> sizes = new HashMap<>();

  /** Takes the constants over, by their names. */
  World(Map<String, Object> constants) {
    Map<Long, Digest> named = new TreeMap<>();
    Map<Bytes, Digest> byPayload = new HashMap<>();
    List<List<Batch>> batches = new ArrayList<>();
    for (Object request : list(get(constants, "Batches"))) {
      List<Batch> ofRequest = new ArrayList<>();
      for (Object batch : list(request)) {
        long number = Tla.number(map(batch), "digest");
        int size = size(get(constants, "Size"), number);
        Bytes payload = payload(number, size);
        Digest digest = named.computeIfAbsent(number, World::digest);
        if (!byPayload.computeIfAbsent(payload, any -> digest).equals(digest)) {
          throw new IllegalArgumentException(
              "size " + size + " is too small to tell payloads apart");
        }
        sizes.put(number, size);
        ofRequest.add(
            new Batch(
                new BatchInfo(digest, AUTHOR, Tla.number(map(batch), "expiration")), payload));
      }
      batches.add(List.copyOf(ofRequest));
    }
    requests = List.copyOf(batches);
    items = itemsOf(requests);
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(named));
    Map<Digest, Long> reversed = new HashMap<>();
    named.forEach((number, digest) -> reversed.put(digest, number));
    numbers = Map.copyOf(reversed);
    Map<Bytes, Digest> known = Map.copyOf(byPayload);
    digester = (author, payload) -> known.getOrDefault(payload, Digest.of(payload));
    quota =
        new Quota(
            Math.toIntExact(Tla.number(constants, "BatchQuota")),
            Tla.number(constants, "ByteQuota"),
            Tla.number(constants, "MemoryQuota"));
    grace = Tla.number(constants, "Grace");
    processDies = Tla.text(constants, "PanicPolicy").equals("process");
    faults =
        Map.of(
            "write", Tla.number(constants, "WriteFailures"),
            "doubt", Tla.number(constants, "WritesInDoubt"),
            "delete", Tla.number(constants, "DeleteFailures"),
            "crash", Tla.number(constants, "Crashes"),
            "power", Tla.number(constants, "PowerLosses"));
  }

  /** Bounds that refuse none of the requests: the specification has no such bounds. */
  BatchStoreSettings settings() {
    int most = requests.stream().mapToInt(List::size).max().orElse(1);
    int largest = sizes.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    return new BatchStoreSettings(
        Map.of(AUTHOR, quota),
        grace,
        Math.max(1, requests.size()),
        most,
        largest,
        Duration.ofMillis(1),
        Duration.ofMillis(1));
  }

  /** Returns the specification's number of a digest. */
  Long number(Digest digest) {
    return Optional.ofNullable(numbers.get(digest))
        .orElseThrow(() -> new AssertionError("a digest of nobody's: " + digest));
  }

  Digest digestOf(long number) {
    return Optional.ofNullable(digests.get(number))
        .orElseThrow(() -> new IllegalArgumentException("no digest " + number));
  }

  int sizeOf(long digest) {
    return sizes.getOrDefault(digest, 0);
  }

  /** A function of the digests. */
  Object ofDigests(LongFunction<Object> value) {
    Map<Long, Object> function = new HashMap<>();
    digests.keySet().forEach(number -> function.put(number, value.apply(number)));
    return Tla.function(function);
  }

  /** A function of the requests, which is a sequence. */
  List<Object> ofRequests(LongFunction<Object> value) {
    List<Object> function = new ArrayList<>(requests.size());
    for (int r = 1; r <= requests.size(); r++) {
      function.add(value.apply(r));
    }
    return function;
  }

  /** A function of the items. */
  Map<List<Long>, Object> ofItems(Function<List<Long>, Object> value) {
    Map<List<Long>, Object> function = new HashMap<>();
    items.forEach(of -> of.forEach(item -> function.put(item, value.apply(item))));
    return function;
  }

  private static List<List<List<Long>>> itemsOf(List<List<Batch>> requests) {
    List<List<List<Long>>> items = new ArrayList<>();
    for (int r = 0; r < requests.size(); r++) {
      List<List<Long>> ofRequest = new ArrayList<>();
      for (int i = 0; i < requests.get(r).size(); i++) {
        ofRequest.add(List.of(r + 1L, i + 1L));
      }
      items.add(List.copyOf(ofRequest));
    }
    return List.copyOf(items);
  }

  private static Digest digest(long number) {
    return new Digest(
        Bytes.from(ByteBuffer.allocate(Digest.SIZE).putLong(Digest.SIZE - Long.BYTES, number)));
  }

  private static Bytes payload(long number, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < Math.min(size, Long.BYTES); i++) {
      bytes[size - 1 - i] = (byte) (number >>> (Byte.SIZE * i));
    }
    return Bytes.copyOf(bytes);
  }

  private static int size(Object sizes, long digest) {
    Object size =
        sizes instanceof List<?> sequence
            ? sequence.get(Math.toIntExact(digest) - 1)
            : get(map(sizes), digest);
    return Math.toIntExact((Long) size);
  }

  private static Object get(Map<?, ?> map, Object key) {
    return Optional.<Object>ofNullable(map.get(key))
        .orElseThrow(() -> new IllegalArgumentException("no " + key + " among the constants"));
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }
}
