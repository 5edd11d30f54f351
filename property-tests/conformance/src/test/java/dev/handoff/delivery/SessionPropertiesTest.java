package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Frame;
import dev.handoff.FrameParser;
import dev.handoff.FramedSink;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.fakes.ManualScheduler;
import dev.handoff.fakes.Pipe;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What the parts of a session do with any input: the window of its receiver, and its framing. */
class SessionPropertiesTest {
  private static final PeerId SENDER = new PeerId("sender");
  private static final PeerId RECEIVER = new PeerId("receiver");
  private static final int LONGEST = 300;

  /** One connection after another, each resumed behind something that was handed up. */
  private static final class Resends {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Long> handedUp = new ArrayList<>();
    private final SessionReceiver receiver =
        new SessionReceiver(
            SENDER,
            LONGEST,
            (from, message) -> handedUp.add(message.buffer().getLong()),
            scheduler,
            EventSink.NONE,
            Metrics.NONE);
    private Stream current = new Stream(this, 0, Wire.DATA);
    private Stream old = current;

    private void reconnect(int unacknowledged) {
      old = current;
      long acknowledged = Math.max(0, handedUp.size() - unacknowledged);
      current = new Stream(this, acknowledged, Wire.RESUMED);
    }
  }

  private static final class Stream {
    private final Resends of;
    private final FramedSink sink;
    private final byte type;
    private long sent;

    private Stream(Resends of, long acknowledged, byte type) {
      this.of = of;
      this.type = type;
      this.sent = acknowledged;
      Pipe pipe = new Pipe(of.scheduler, 10_000, SENDER, RECEIVER);
      sink = new FramedSink(pipe.left(), LONGEST, 2 * LONGEST);
      of.receiver.accept(pipe.right());
      of.scheduler.runAll();
    }

    private void sendNext() throws IOException {
      sent++;
      sink.encode(type, sent, Bytes.of(sent));
      assertThat(sink.flush()).isTrue();
      of.scheduler.runAll();
    }
  }

  /**
   * However often and from wherever the messages are sent again, and however late the connection
   * before brings its own: each is handed up once, and in order.
   */
  @Property(tries = 500)
  void anyResendsAndReconnectsHandUpEachMessageOnceAndInOrder(
      @ForAll @Size(max = 150) List<@IntRange(min = 0, max = 9) Integer> choices)
      throws IOException {
    Resends resends = new Resends();
    for (int choice : choices) {
      if (choice < 2) {
        resends.reconnect(3 * choice);
      } else if (choice < 4) {
        // Its sender has ended it; this is what was on the way.
        if (resends.old != resends.current) {
          resends.old.sendNext();
        }
      } else {
        resends.current.sendNext();
      }
      assertThat(resends.handedUp)
          .isEqualTo(LongStream.rangeClosed(1, resends.handedUp.size()).boxed().toList());
    }
    long before = resends.handedUp.size();
    resends.reconnect(5);
    while (resends.current.sent < before + 3) {
      resends.current.sendNext();
    }
    assertThat(resends.handedUp).isEqualTo(LongStream.rangeClosed(1, before + 3).boxed().toList());
  }

  /** Whatever the bytes, and however the connection cuts them. */
  @Property(tries = 500)
  void framesComeOutAsTheyWentIn(
      @ForAll @Size(min = 1, max = 20) List<@Size(max = 200) byte[]> messages,
      @ForAll @IntRange(min = 1, max = 400) int room)
      throws IOException {
    Pipe pipe = new Pipe(new ManualScheduler(), room, SENDER, RECEIVER);
    FramedSink sink = new FramedSink(pipe.left(), LONGEST, LONGEST + Frame.HEADER_BYTES);
    FrameParser parser = new FrameParser(LONGEST);
    List<Frame> sent = new ArrayList<>();
    List<Frame> received = new ArrayList<>();
    for (byte[] message : messages) {
      long number = Long.MAX_VALUE - sent.size();
      ByteBuffer payload = ByteBuffer.allocate(Long.BYTES + message.length);
      payload.putLong(number).put(message).flip();
      sent.add(new Frame(Wire.RESUMED, Bytes.from(payload)));
      sink.encode(Wire.RESUMED, number, Bytes.copyOf(message));
      boolean flushed = false;
      while (!flushed) {
        flushed = sink.flush();
        while (parser.readFrom(pipe.right()) > 0) {
          for (Optional<Frame> next = parser.next(); next.isPresent(); next = parser.next()) {
            received.add(next.get());
          }
        }
      }
    }
    assertThat(received).isEqualTo(sent);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(Wire.number(received.get(i))).isEqualTo(Long.MAX_VALUE - i);
    }
  }
}
