package io.panoptoupload.worker.topics;

import io.panoptoupload.worker.clients.KafkaTools;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Judges the topics that are there: each fault with its remedy. */
final class TopicCheck {
    /** Above a request of 512 KiB and what is kept beside it; Kafka's own default is more. */
    private static final int MIN_LIMIT = 1_000_000;

    private final Topics topics;
    private final TopicSettings settings;
    private final KafkaTools tools;

    TopicCheck(Topics topics, TopicSettings settings, KafkaTools tools) {
        this.topics = topics;
        this.settings = settings;
        this.tools = tools;
    }

    TopicSetup.Layout judged() throws InterruptedException {
        List<String> faults = new ArrayList<>();
        for (String name : topics.absent()) {
            faults.add("topic " + name + ": does not exist; set: worker.topics.create=true");
        }
        if (!faults.isEmpty()) {
            throw new TopicFault(faults);
        }
        int requests = topics.partitions(settings.requests());
        int journal = topics.partitions(settings.journal());
        if (requests < journal) {
            faults.add(
                    ("topic %s: has %d partitions, fewer than the %d of the journal %s, so some"
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
                                            Integer.toString(journal))));
        }
        checkConfigs(faults);
        if (!faults.isEmpty()) {
            throw new TopicFault(faults);
        }
        return new TopicSetup.Layout(requests, journal);
    }

    private void checkConfigs(List<String> faults) throws InterruptedException {
        Map<String, Config> configs = topics.configs();
        String policy = value(configs, settings.journal(), TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            faults.add(
                    ("topic %s: cleanup.policy=%s would delete jobs that are still open; run:"
                                    + " %s")
                            .formatted(
                                    settings.journal(),
                                    policy,
                                    tools.setTopic(
                                            settings.journal(),
                                            TopicConfig.CLEANUP_POLICY_CONFIG,
                                            TopicConfig.CLEANUP_POLICY_COMPACT)));
        }
        String requestsPolicy =
                value(configs, settings.requests(), TopicConfig.CLEANUP_POLICY_CONFIG);
        if (requestsPolicy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            faults.add(
                    ("topic %s: cleanup.policy=%s would drop a request when a command with the"
                                    + " same key follows it; run: %s")
                            .formatted(
                                    settings.requests(),
                                    requestsPolicy,
                                    tools.setTopic(
                                            settings.requests(),
                                            TopicConfig.CLEANUP_POLICY_CONFIG,
                                            TopicConfig.CLEANUP_POLICY_DELETE)));
        }
        long retention =
                Long.parseLong(
                        value(configs, settings.requests(), TopicConfig.RETENTION_MS_CONFIG));
        if (retention >= 0 && retention < settings.deduplication().toMillis()) {
            faults.add(
                    ("topic %s: retention.ms=%d is shorter than worker.deduplication=%s, which may"
                                    + " be shortened instead; run: %s")
                            .formatted(
                                    settings.requests(),
                                    retention,
                                    settings.deduplication(),
                                    tools.setTopic(
                                            settings.requests(),
                                            TopicConfig.RETENTION_MS_CONFIG,
                                            settings.deduplication().toMillis())));
        }
        checkLimits(faults, configs);
    }

    /**
     * What a topic does not take would stop its partition's requests, or be published without its
     * text.
     */
    private void checkLimits(List<String> faults, Map<String, Config> configs) {
        long requests = limit(configs, settings.requests());
        checkLimit(faults, configs, settings.deadLetter(), requests, "a dead letter of a request");
        checkLimit(faults, configs, settings.journal(), MIN_LIMIT, "a job's record");
        checkLimit(faults, configs, settings.outcomes(), MIN_LIMIT, "an event");
    }

    private void checkLimit(
            List<String> faults, Map<String, Config> configs, String topic, long least, String of) {
        long limit = limit(configs, topic);
        if (limit < least) {
            faults.add(
                    "topic %s: max.message.bytes=%d is less than %s may have; run: %s"
                            .formatted(
                                    topic,
                                    limit,
                                    of,
                                    tools.setTopic(
                                            topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, least)));
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
