package io.panoptoupload.simulator;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import java.io.IOException;
import java.time.Duration;

/** The web server: HTTP/1.1 with and without TLS, every request on a virtual thread of its own. */
final class HttpServer implements AutoCloseable {
    /** Large reads: the simulator must not be what a benchmark measures. */
    private static final int INPUT_BUFFER_BYTES = 256 * 1024;

    /** Longer than any hold of a test, shorter than for ever. */
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final Server server;

    HttpServer(Handler handler) {
        var threads = new QueuedThreadPool();
        threads.setName("simulator");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(
                VirtualThreads.getNamedVirtualThreadsExecutor("simulator-request-"));
        // Jetty's own pool holds no buffer of this size: each read would allocate a new one.
        server =
                new Server(
                        threads, null, new ArrayByteBufferPool(0, 16 * 1024, INPUT_BUFFER_BYTES));
        server.setHandler(handler);
        server.setStopTimeout(0);
    }

    /** Listens without TLS; 0 takes a free port. */
    ServerConnector listen(String host, int port) {
        return add(host, port, new ServerConnector(server, http(configuration())));
    }

    /** Listens with TLS; 0 takes a free port. */
    ServerConnector listenWithTls(String host, int port, Certificate certificate) {
        var tls = new SslContextFactory.Server();
        tls.setKeyStorePath(certificate.keyStore().toString());
        tls.setKeyStorePassword(Certificate.PASSWORD);
        HttpConfiguration configuration = configuration();
        // Without this, names that are not in the certificate would be refused by the server too.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return add(
                host,
                port,
                new ServerConnector(
                        server, new SslConnectionFactory(tls, "http/1.1"), http(configuration)));
    }

    void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the simulator cannot start: " + e.getMessage(), e);
        }
    }

    void join() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the simulator does not stop: " + e.getMessage(), e);
        }
    }

    private ServerConnector add(String host, int port, ServerConnector connector) {
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        return connector;
    }

    private static HttpConnectionFactory http(HttpConfiguration configuration) {
        return new HttpConnectionFactory(configuration);
    }

    private static HttpConfiguration configuration() {
        var configuration = new HttpConfiguration();
        configuration.setInputBufferSize(INPUT_BUFFER_BYTES);
        configuration.setSendServerVersion(false);
        configuration.setUriCompliance(UriCompliance.LEGACY);
        return configuration;
    }
}
