package dev.handoff.shutdown;

/** The two ways from the multiplexer to the writer. */
enum Channel {
  /** Small messages, each of them one frame. */
  MESSAGE("message"),
  /** Large messages, each of them a header and its fragments. */
  STREAM("stream");

  /** The word of the specification. */
  final String specName;

  Channel(String specName) {
    this.specName = specName;
  }

  Channel other() {
    return this == MESSAGE ? STREAM : MESSAGE;
  }
}
