package io.panoptoupload.worker.topics;

import io.panoptoupload.worker.clients.KafkaTools;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges the topics that are there: each fault with its remedy. */
final class TopicCheck {
    /** Above a request of 512 KiB and what is kept beside it; Kafka's own default is more. */
    private static final int MIN_LIMIT = 1_000_000;

    private final TopicMetadata topics;
    private final TopicSettings settings;
    private final KafkaTools tools;
    private final List<String> faults = new ArrayList<>();

    TopicCheck(TopicMetadata topics, TopicSettings settings, KafkaTools tools) {
        this.topics = topics;
        this.settings = settings;
        this.tools = tools;
    }

    TopicSetup.Layout check() throws InterruptedException {
        for (String name : topics.absent()) {
            faults.add("topic " + name + ": does not exist; set: worker.topics.create=true");
        }
        if (!faults.isEmpty()) {
            throw new TopicFault(faults);
        }
        int requests = topics.partitions(settings.requests());
        int journal = topics.partitions(settings.journal());
        if (requests < journal) {
            int written = topics.written(settings.journal(), journal);
            faults.add(
                    written > 0 && written < journal
                            ? TopicFault.grownJournal(
                                    settings.journal(), journal, "at least " + written)
                            : missingHomes(requests, journal));
        }
        checkConfigs();
        if (!faults.isEmpty()) {
            throw new TopicFault(faults);
        }
        return new TopicSetup.Layout(requests, journal);
    }

    private String missingHomes(int requests, int journal) {
        return ("topic %s: has %d partitions, fewer than the %d of the journal %s, so some"
                        + " requests would have no home; run: %s")
                .formatted(
                        settings.requests(),
                        requests,
                        journal,
                        settings.journal(),
                        tools.command(
                                "kafka-topics.sh",
                                "--alter",
                                "--topic",
                                settings.requests(),
                                "--partitions",
                                Integer.toString(journal)));
    }

    /** What is wrong, if the request topic has fewer partitions than the journal. */
    Optional<String> missingHomes(int journal) throws InterruptedException {
        int requests = topics.partitions(settings.requests());
        return requests < journal ? Optional.of(missingHomes(requests, journal)) : Optional.empty();
    }

    private void checkConfigs() throws InterruptedException {
        Map<String, Config> configs = topics.configs();
        String policy = value(configs, settings.journal(), TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            fault(
                    settings.journal(),
                    "cleanup.policy=%s would delete jobs that are still open".formatted(policy),
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT);
        }
        checkDeletes(
                configs,
                settings.requests(),
                "would drop a request when a command with the same key follows it");
        checkDeletes(configs, settings.deadLetter(), "takes no letter of a record without a key");
        long retention =
                Long.parseLong(
                        value(configs, settings.requests(), TopicConfig.RETENTION_MS_CONFIG));
        if (retention >= 0 && retention < settings.deduplication().toMillis()) {
            fault(
                    settings.requests(),
                    "retention.ms=%d is shorter than worker.deduplication=%s, which may be shortened instead"
                            .formatted(retention, settings.deduplication()),
                    TopicConfig.RETENTION_MS_CONFIG,
                    settings.deduplication().toMillis());
        }
        checkLimits(configs);
    }

    private void checkDeletes(Map<String, Config> configs, String topic, String otherwise) {
        String policy = value(configs, topic, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            fault(
                    topic,
                    "cleanup.policy=%s %s".formatted(policy, otherwise),
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE);
        }
    }

    private void fault(String topic, String fault, String property, Object remedy) {
        faults.add(
                "topic %s: %s; run: %s"
                        .formatted(topic, fault, tools.setTopic(topic, property, remedy)));
    }

    /**
     * What a topic does not take would stop its partition's requests, or be published without its
     * text.
     */
    private void checkLimits(Map<String, Config> configs) {
        long requests = limit(configs, settings.requests());
        checkLimit(configs, settings.deadLetter(), requests, "a dead letter of a request");
        checkLimit(configs, settings.journal(), MIN_LIMIT, "a job's record");
        checkLimit(configs, settings.outcomes(), MIN_LIMIT, "an event");
    }

    private void checkLimit(Map<String, Config> configs, String topic, long min, String of) {
        long limit = limit(configs, topic);
        if (limit < min) {
            fault(
                    topic,
                    "max.message.bytes=%d is less than %s may have".formatted(limit, of),
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    min);
        }
    }

    private static long limit(Map<String, Config> configs, String topic) {
        return Long.parseLong(value(configs, topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    private static String value(Map<String, Config> configs, String topic, String name) {
        Config config = configs.get(topic);
        return config == null ? "" : config.get(name).value();
    }
}
