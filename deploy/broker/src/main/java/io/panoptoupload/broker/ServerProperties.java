package io.panoptoupload.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The broker's settings: one node on loopback, quick to start again after a crash. */
final class ServerProperties {
    private final Path directory;
    private final Properties properties = new Properties();

    ServerProperties(Path directory, int port, Map<String, String> extra) {
        this.directory = directory;
        String controller = "127.0.0.1:" + FreePorts.next();
        set("process.roles", "broker,controller");
        set("node.id", "1");
        set("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://" + controller);
        set("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        set("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        set("inter.broker.listener.name", "PLAINTEXT");
        set("controller.listener.names", "CONTROLLER");
        set("controller.quorum.bootstrap.servers", controller);
        set("log.dirs", logDirectory(directory).toString());
        set("auto.create.topics.enable", "false");
        set("group.initial.rebalance.delay.ms", "0");
        // after kill -9 the old session must run out first: 11 s until ready with the defaults
        set("broker.session.timeout.ms", "2000");
        set("broker.heartbeat.interval.ms", "500");
        // the default is one array of 128 MiB, for which a heap of 256 MiB may have no room
        set("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
        oneReplica();
        properties.putAll(extra);
    }

    /** One more listener, advertised to clients at another port. */
    void alsoListen(Listener more) {
        append("listeners", "%s://127.0.0.1:%d".formatted(more.name(), more.port()));
        append(
                "advertised.listeners",
                "%s://127.0.0.1:%d".formatted(more.name(), more.advertised()));
        append("listener.security.protocol.map", more.name() + ":" + more.protocol());
    }

    private void append(String name, String value) {
        set(name, properties.getProperty(name) + "," + value);
    }

    private void oneReplica() {
        set("offsets.topic.replication.factor", "1");
        set("offsets.topic.num.partitions", "4");
        set("transaction.state.log.replication.factor", "1");
        set("transaction.state.log.min.isr", "1");
        set("transaction.state.log.num.partitions", "4");
        set("share.coordinator.state.topic.replication.factor", "1");
        set("share.coordinator.state.topic.min.isr", "1");
        set("share.coordinator.state.topic.num.partitions", "4");
    }

    private void set(String name, String value) {
        properties.setProperty(name, value);
    }

    static Path file(Path directory) {
        return directory.resolve("server.properties");
    }

    static Path logDirectory(Path directory) {
        return directory.resolve("log");
    }

    void write() {
        try {
            Files.createDirectories(directory);
            try (Writer writer = Files.newBufferedWriter(file(directory))) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file(directory), e);
        }
    }
}
