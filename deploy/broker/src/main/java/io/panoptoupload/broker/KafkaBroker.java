package io.panoptoupload.broker;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Kafka broker (KRaft, one node, loopback only) as a child process with durable data. It can
 * be killed and restarted on the same port and data, and never outlives this JVM.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration PORT_LIMIT = Leash.GRACE.plusSeconds(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final Path directory;
    private final Path log;
    private final int port;
    private final String classPath;
    private final boolean shortLived;
    private final @Nullable Path classArchive;
    private @Nullable ChildProcess process;

    private KafkaBroker(Builder chosen, int port) {
        directory = chosen.directory;
        log = chosen.log;
        this.port = port;
        classPath = chosen.classPath;
        shortLived = chosen.shortLived;
        classArchive = chosen.classArchive;
    }

    private static String ownClassPath() {
        String all = System.getProperty("java.class.path");
        URL self = KafkaBroker.class.getProtectionDomain().getCodeSource().getLocation();
        if (!self.getPath().endsWith(".jar")) {
            return all;
        }
        return Stream.of(all.split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A broker with its data, settings and log in that directory, which is made if absent. */
    public static Builder in(Path directory) {
        return new Builder(directory.toAbsolutePath());
    }

    /** What can be chosen before the start. */
    public static final class Builder {
        private final Path directory;
        private final Map<String, String> properties = new TreeMap<>();
        private String classPath = ownClassPath();
        private boolean shortLived;
        private @Nullable Path classArchive;
        private Path log;
        private int port;
        private final List<Listener> listeners = new ArrayList<>();

        private Builder(Path directory) {
            this.directory = directory;
            log = directory.resolve("broker.log");
        }

        /** The port for clients; a free one unless given. */
        public Builder port(int chosen) {
            port = chosen;
            return this;
        }

        /**
         * One more way in, on {@code own}: its clients are redirected to {@code advertised}, where
         * a proxy of the caller's stands between.
         */
        public Builder behindProxy(int own, int advertised) {
            listeners.add(new Listener("PROXIED", "PLAINTEXT", own, advertised));
            return this;
        }

        /**
         * One more way in.
         *
         * @param name of the listener, for settings below {@code listener.name.<name>.}
         * @param protocol SSL, SASL_SSL or SASL_PLAINTEXT
         * @param own port on loopback
         */
        public Builder listener(String name, String protocol, int own) {
            listeners.add(new Listener(name, protocol, own, own));
            return this;
        }

        /** Where the broker logs; {@code broker.log} in its directory unless given. */
        public Builder log(Path chosen) {
            log = chosen;
            return this;
        }

        /** A broker setting, on top of or instead of the defaults. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** For a broker that will not run for long enough to pay for an optimising compiler. */
        public Builder shortLived() {
            shortLived = true;
            return this;
        }

        /**
         * Where Kafka's jars and this class are found; unless given, the class path of this JVM, of
         * which only the jars if this class is in one: directories would keep the broker from using
         * a class-data archive.
         */
        public Builder classPath(String chosen) {
            classPath = chosen;
            return this;
        }

        /** Where the JVM keeps the broker's classes for its next start; nowhere if null. */
        public Builder classArchive(@Nullable Path file) {
            classArchive = file;
            return this;
        }

        /**
         * Starts the broker and returns when it responds.
         *
         * @throws ChildFailure if its port is in use, or if it ends or does not respond
         */
        public KafkaBroker start() {
            int clientPort = port == 0 ? FreePorts.next() : port;
            ServerProperties settings = new ServerProperties(directory, clientPort, properties);
            listeners.forEach(settings::alsoListen);
            settings.write();
            KafkaBroker broker = new KafkaBroker(this, clientPort);
            broker.start();
            return broker;
        }
    }

    /** For {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return new BrokerAddress(port).bootstrapServers();
    }

    /** The process of the last start. */
    public ChildProcess process() {
        if (process == null) {
            throw new IllegalStateException("the broker was never started");
        }
        return process;
    }

    /** SIGKILL; the data stays. */
    public void kill9() {
        process().kill9();
    }

    /** An orderly stop; the data stays. */
    public void stop() {
        process().close();
    }

    /** Starts again on the same port and data, after an orderly stop if it is still running. */
    public void restart() {
        stop();
        start();
    }

    @Override
    public void close() {
        stop();
    }

    private void start() {
        awaitPort();
        JavaCommand command =
                JavaCommand.mainClass("broker", classPath, BrokerMain.class.getName())
                        .jvmOptions("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC")
                        .jvmOptions("--illegal-native-access=allow")
                        .jvmOptions("--sun-misc-unsafe-memory-access=allow")
                        .jvmOptions(logging())
                        .classArchive(classArchive)
                        .arguments(ServerProperties.file(directory).toString())
                        .arguments(ServerProperties.logDirectory(directory).toString());
        if (shortLived) {
            command.jvmOptions("-XX:TieredStopAtLevel=1");
        }
        ChildProcess started = command.start(log);
        process = started;
        try {
            BrokerAddress address = new BrokerAddress(port);
            started.await("an open port", START_LIMIT, address::accepts);
            started.await("a response as a broker", START_LIMIT, address::responds);
        } catch (RuntimeException e) {
            started.kill9();
            throw e;
        }
    }

    /**
     * Whatever else listens there would respond in place of a broker that cannot start. It may be a
     * broker that is on its way out, because its parent has just died.
     */
    private void awaitPort() {
        long end = System.nanoTime() + PORT_LIMIT.toNanos();
        while (!FreePorts.isFree(port)) {
            if (System.nanoTime() - end > 0) {
                throw new ChildFailure(
                        "The broker cannot be started: port " + port + " on loopback is in use");
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new ChildFailure("The broker was not started: interrupted");
            }
        }
    }

    /**
     * Whichever of the two is on the class path: without these, logback would write debug lines.
     */
    private static String[] logging() {
        return new String[] {
            "-Dlogback.configurationFile=io/panoptoupload/broker/logback.xml",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log.kafka=info",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX"
        };
    }
}
