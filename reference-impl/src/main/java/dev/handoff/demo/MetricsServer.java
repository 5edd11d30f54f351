package dev.handoff.demo;

import com.sun.net.httpserver.HttpServer;
import dev.handoff.jdk.Counters;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Serves the counters on loopback, in Prometheus' text format, at {@code /metrics}. */
final class MetricsServer implements AutoCloseable {
  private final HttpServer server;

  /**
   * Starts to serve.
   *
   * @param port 0 for any that is free
   * @throws IOException if it is in use
   */
  MetricsServer(int port, Counters counters) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] text = counters.prometheus().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, text.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(text);
          }
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
