package dev.handoff.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A plain log: one thread that appends groups of records, and forces each group to the disk. */
final class RawFileLoop implements AutoCloseable {
  private final FileChannel file;
  private final ByteBuffer group = ByteBuffer.allocateDirect(1024 * 1024);

  RawFileLoop(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  void put(byte[] key, byte[] value) throws IOException {
    if (group.remaining() < 8 + key.length + value.length) {
      write();
    }
    group.putInt(key.length).put(key).putInt(value.length).put(value);
  }

  void commit() throws IOException {
    write();
    file.force(false);
  }

  private void write() throws IOException {
    group.flip();
    while (group.hasRemaining()) {
      file.write(group);
    }
    group.clear();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
