package dev.handoff.shutdown.flawed;

import java.util.Collection;
import java.util.List;

/**
 * A frame: the header of a message, or the whole of a small one, or a fragment.
 *
 * @param message the message's number
 * @param index 0, then the fragments
 * @param fragments how many fragments follow the header
 */
record FoundFrame(long message, long index, long fragments) {

  boolean isLast() {
    return index == fragments;
  }

  FoundFrame next() {
    return new FoundFrame(message, index + 1, fragments);
  }

  String channel() {
    return fragments == 0 ? "message" : "stream";
  }

  static List<Object> tuples(Collection<FoundFrame> frames) {
    return frames.stream().<Object>map(one -> List.of(one.message, one.index)).toList();
  }
}
