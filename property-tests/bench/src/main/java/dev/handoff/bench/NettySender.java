package dev.handoff.bench;

import dev.handoff.Frame;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The same frames through Netty: one event loop, pooled buffers, a flush for every few messages.
 */
final class NettySender implements AutoCloseable {
  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private final Channel channel;
  private final int flushEvery;
  private int unflushed;

  NettySender(InetSocketAddress address, int bufferBytes, int flushEvery) {
    this.flushEvery = flushEvery;
    this.channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(bufferBytes / 2, bufferBytes))
            .handler(new ChannelInboundHandlerAdapter())
            .connect(address)
            .syncUninterruptibly()
            .channel();
  }

  void send(byte[] payload) {
    while (!channel.isWritable()) {
      channel.flush();
      LockSupport.parkNanos(10_000);
    }
    ByteBuf frame = channel.alloc().directBuffer(Frame.HEADER_BYTES + payload.length);
    frame.writeInt(payload.length).writeByte(Frame.VERSION).writeByte(1).writeShort(0);
    frame.writeBytes(payload);
    // The void promise hands failures to the pipeline, whose last handler logs them.
    var unused = channel.write(frame, channel.voidPromise());
    if (++unflushed == flushEvery) {
      flush();
    }
  }

  void flush() {
    channel.flush();
    unflushed = 0;
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
