package io.panoptoupload.standalone;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/** What the command line asks for. */
sealed interface Options {
    int DEFAULT_KAFKA_PORT = 9092;
    int DEFAULT_GATEWAY_PORT = 8090;
    Set<String> TAKES_NEXT =
            Set.of(
                    "data",
                    "kafka-port",
                    "gateway",
                    "gateway-port",
                    "watch-folder",
                    "folder",
                    "settle");

    String USAGE =
            """
            Runs a Kafka broker and the Panopto upload worker on this machine.

              java -jar panopto-standalone.jar --data DIR [--kafka-port PORT]
                  [--gateway JAR [--gateway-port PORT]]
                  [--watch-folder DIR --folder ID|NAME|PATH [--settle D]] [--PROPERTY=VALUE ...]
              java -jar panopto-standalone.jar --demo | --demo-keep

              --data DIR          where the broker's data, the logs and the unpacked programs live
              --kafka-port PORT   where the broker listens on loopback (default 9092)
              --gateway JAR       starts this gateway, too: uploads over HTTP, and its page
              --gateway-port PORT where the gateway listens (default 8090)
              --watch-folder DIR  uploads what is put into this directory, and moves it to done/ or
                                  failed/; it has to be below a worker.sources.file-roots
              --folder F          the Panopto folder that it is uploaded to: its id, name or path
              --settle D          how long files have to stay as they are before (default 30s)
              --PROPERTY=VALUE    a property of the worker, for example
                                  --panopto.base-url=https://uni.hosted.panopto.com; for secrets use
                                  environment variables instead, for example PANOPTO_OAUTH_PASSWORD;
                                  --gateway.PROPERTY=VALUE is one of the gateway
              --demo              uploads a sample lecture to a simulator of Panopto, shows the
                                  result and ends
              --demo-keep         the same, and stays until Ctrl-C; takes --gateway JAR
              --end-with-parent   ends when the process ends that started this one
              --help              this text
            """;

    /** Broker, worker and maybe a gateway until SIGTERM. */
    record Run(
            Path data,
            int kafkaPort,
            Map<String, String> properties,
            @Nullable Gateway gateway,
            @Nullable WatchedFolder watchedFolder,
            boolean endWithParent)
            implements Options {}

    /**
     * A gateway that is started, too.
     *
     * @param properties with its port, and those of the worker's that say where topics are
     */
    record Gateway(Path jar, Map<String, String> properties) {}

    /**
     * A directory that is watched, too.
     *
     * @param words what follows it behind the worker's command {@code watch-folder}
     */
    record WatchedFolder(Path directory, List<String> words) {}

    /** The demo. */
    record Demo(boolean keep, boolean endWithParent, @Nullable Path gateway) implements Options {}

    /** Only the text above. */
    record Help() implements Options {}

    /** The arguments make no sense; the message says why in one line. */
    final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message + " See --help.");
        }
    }

    static Options parse(List<String> arguments) throws UsageException {
        Queue<String> left = new ArrayDeque<>(arguments);
        Map<String, String> given = new TreeMap<>();
        while (!left.isEmpty()) {
            String argument = left.remove();
            if (!argument.startsWith("--") || argument.length() == 2) {
                throw new UsageException("\"" + argument + "\" is not understood.");
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            String value;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (TAKES_NEXT.contains(name)) {
                String next = left.poll();
                value = next == null ? "" : next;
            } else {
                value = "true";
            }
            given.put(name, value);
        }
        return from(given);
    }

    private static Options from(Map<String, String> given) throws UsageException {
        if (given.containsKey("help")) {
            return new Help();
        }
        boolean endWithParent = given.remove("end-with-parent") != null;
        boolean keep = given.remove("demo-keep") != null;
        if (given.remove("demo") != null || keep) {
            String gateway = keep ? given.remove("gateway") : null;
            if (!given.isEmpty()) {
                throw new UsageException(
                        "The demo takes no --" + given.keySet().iterator().next() + ".");
            }
            return new Demo(keep, endWithParent, gateway == null ? null : Path.of(gateway));
        }
        String data = given.remove("data");
        if (data == null || data.isEmpty()) {
            throw new UsageException("--data DIR is missing.");
        }
        int port = port("kafka-port", given.remove("kafka-port"), DEFAULT_KAFKA_PORT);
        if (given.containsKey("spring.kafka.bootstrap-servers")) {
            throw new UsageException(
                    "spring.kafka.bootstrap-servers cannot be set: the standalone has its own"
                            + " broker.");
        }
        HealthPage.check(given, System.getenv());
        WatchedFolder watched = watchedFolder(given);
        Gateway gateway = gateway(given);
        return new Run(
                Path.of(data).toAbsolutePath().normalize(),
                port,
                given,
                gateway,
                watched,
                endWithParent);
    }

    private static @Nullable WatchedFolder watchedFolder(Map<String, String> given)
            throws UsageException {
        String directory = given.remove("watch-folder");
        String folder = given.remove("folder");
        String settle = given.remove("settle");
        if (directory == null && (folder != null || settle != null)) {
            throw new UsageException("--watch-folder DIR is missing.");
        }
        if (directory == null) {
            return null;
        }
        if (folder == null || folder.isEmpty()) {
            throw new UsageException("--folder ID|NAME|PATH is missing.");
        }
        Path watched = Path.of(directory).toAbsolutePath().normalize();
        if (!Files.isDirectory(watched) || !Files.isWritable(watched)) {
            throw new UsageException(watched + " is not a writable directory.");
        }
        FileRoots roots = FileRoots.of(given, System.getenv());
        if (roots.leaveOut(watched)) {
            throw new UsageException(
                    "The worker may not read %s; set: %s".formatted(watched, roots.with(watched)));
        }
        List<String> words = new ArrayList<>(List.of("--folder=" + folder));
        if (settle != null) {
            words.add("--settle=" + settle);
        }
        return new WatchedFolder(watched, words);
    }

    /** Takes what is the gateway's out of what is given. */
    private static @Nullable Gateway gateway(Map<String, String> given) throws UsageException {
        String jar = given.remove("gateway");
        String port = given.remove("gateway-port");
        Map<String, String> properties = new TreeMap<>(given);
        boolean meant = given.keySet().removeIf(name -> name.startsWith("gateway."));
        if (jar == null && (meant || port != null)) {
            throw new UsageException("--gateway JAR is missing.");
        }
        if (jar == null) {
            return null;
        }
        properties
                .keySet()
                .removeIf(name -> name.startsWith("server.") || name.startsWith("panopto."));
        properties.put(
                "server.port", Integer.toString(port("gateway-port", port, DEFAULT_GATEWAY_PORT)));
        return new Gateway(Path.of(jar), properties);
    }

    private static int port(String option, @Nullable String text, int usual) throws UsageException {
        if (text == null) {
            return usual;
        }
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // the same message
        }
        throw new UsageException("--" + option + " must be from 1 to 65535, not \"" + text + "\".");
    }
}
