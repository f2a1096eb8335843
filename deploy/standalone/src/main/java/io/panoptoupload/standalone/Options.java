package io.panoptoupload.standalone;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/** What the command line asks for. */
sealed interface Options {
    int DEFAULT_KAFKA_PORT = 9092;

    String USAGE =
            """
            Runs a Kafka broker and the Panopto upload worker on this machine.

              java -jar panopto-standalone.jar --data DIR [--kafka-port PORT] [--PROPERTY=VALUE ...]
              java -jar panopto-standalone.jar --demo | --demo-keep

              --data DIR          where the broker's data, the logs and the unpacked programs live
              --kafka-port PORT   where the broker listens on loopback (default 9092)
              --PROPERTY=VALUE    a property of the worker, for example
                                  --panopto.base-url=https://uni.hosted.panopto.com; for secrets use
                                  environment variables instead, for example PANOPTO_OAUTH_PASSWORD
              --demo              uploads a sample lecture to a simulator of Panopto, shows the
                                  result and ends
              --demo-keep         the same, and stays until Ctrl-C
              --gateway=JAR       with --demo-keep: starts this gateway, too, for its page
              --end-with-parent   ends when the process ends that started this one
              --help              this text
            """;

    /** Broker and worker until SIGTERM. */
    record Run(Path data, int kafkaPort, Map<String, String> properties, boolean endWithParent)
            implements Options {}

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
            } else if (name.equals("data") || name.equals("kafka-port")) {
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
        int port = port(given.remove("kafka-port"));
        if (given.containsKey("spring.kafka.bootstrap-servers")) {
            throw new UsageException(
                    "spring.kafka.bootstrap-servers cannot be set: the standalone has its own"
                            + " broker.");
        }
        return new Run(Path.of(data).toAbsolutePath().normalize(), port, given, endWithParent);
    }

    private static int port(@Nullable String text) throws UsageException {
        if (text == null) {
            return DEFAULT_KAFKA_PORT;
        }
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // the same message
        }
        throw new UsageException("--kafka-port must be from 1 to 65535, not \"" + text + "\".");
    }
}
