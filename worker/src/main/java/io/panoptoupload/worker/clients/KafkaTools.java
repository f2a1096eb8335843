package io.panoptoupload.worker.clients;

import io.panoptoupload.worker.fault.ShellWord;

import org.apache.kafka.clients.CommonClientConfigs;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Command lines of Kafka's own tools that reach the brokers of these clients, to be pasted.
 *
 * @param connection the options that they share, for a shell
 */
public record KafkaTools(String connection) {
    /** A security protocol that needs no settings. */
    private static final String PLAINTEXT = "PLAINTEXT";

    static KafkaTools of(Map<String, Object> settings) {
        Object brokers = settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        String list =
                brokers instanceof Collection<?> several
                        ? several.stream().map(String::valueOf).collect(Collectors.joining(","))
                        : String.valueOf(brokers);
        Object protocol = settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        // Settings of an administrator, whose secrets are in that file.
        String secured =
                protocol == null || PLAINTEXT.equals(protocol.toString())
                        ? ""
                        : " --command-config admin.properties";
        return new KafkaTools("--bootstrap-server " + ShellWord.of(list) + secured);
    }

    /**
     * A whole command.
     *
     * @param tool such as {@code kafka-topics.sh}
     * @param words its further options and their values, not quoted yet
     */
    public String command(String tool, String... words) {
        return Stream.concat(Stream.of(tool, connection), Stream.of(words).map(ShellWord::of))
                .collect(Collectors.joining(" "));
    }

    /** Raises or sets a property of a topic. */
    public String setTopic(String topic, String property, Object value) {
        return command(
                "kafka-configs.sh",
                "--alter",
                "--entity-type",
                "topics",
                "--entity-name",
                topic,
                "--add-config",
                property + "=" + value);
    }
}
