package io.panoptoupload.worker.topics;

import static io.panoptoupload.worker.clients.KafkaClients.MAX_RECORD;
import static io.panoptoupload.worker.clients.KafkaClients.MAX_REQUEST;

import io.panoptoupload.worker.clients.KafkaResponse;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Creates absent topics, in the one order in which their partition counts always fit. */
final class TopicCreation {
    private static final Logger log = LoggerFactory.getLogger(TopicCreation.class);

    /** Requests may be re-read from the journal's position after a long standstill. */
    private static final Duration MAX_STANDSTILL = Duration.ofDays(7);

    private static final int TRIES = 100;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final Admin admin;
    private final TopicMetadata topics;
    private final TopicSettings settings;

    TopicCreation(Admin admin, TopicMetadata topics, TopicSettings settings) {
        this.admin = admin;
        this.topics = topics;
        this.settings = settings;
    }

    /**
     * The home partition of an id follows from the journal's count, so what is absent beside a
     * journal takes the journal's count, not the configured one. A journal takes the count of the
     * requests, since it may not have more; they are made first, because a topic that somebody else
     * has just made is not in every broker's list yet, but cannot be made twice.
     */
    void makeAbsent() throws InterruptedException {
        List<String> absent = topics.absent();
        boolean journalIsThere = !absent.contains(settings.journal());
        int asked = journalIsThere ? topics.partitions(settings.journal()) : settings.partitions();
        if (absent.contains(settings.requests())) {
            make(topic(settings.requests(), asked, requestsConfig()));
            await(settings.requests());
        }
        int partitions = journalIsThere ? asked : topics.partitions(settings.requests());
        for (NewTopic topic :
                List.of(
                        topic(settings.journal(), partitions, journalConfig()),
                        topic(settings.outcomes(), partitions, outcomesConfig()),
                        topic(settings.deadLetter(), 1, deadLetterConfig()))) {
            if (absent.contains(topic.name())) {
                make(topic);
            }
        }
        for (String name : absent) {
            await(name);
        }
    }

    private void make(NewTopic topic) throws InterruptedException {
        try {
            Void _ = KafkaResponse.of(admin.createTopics(List.of(topic)).all());
            log.info("created topic {} with {} partition(s)", topic.name(), topic.numPartitions());
        } catch (TopicExistsException e) {
            log.debug("another worker, starting at the same time, created {}", topic.name());
        }
    }

    /** A topic that was just made is not known to every broker at once. */
    private void await(String name) throws InterruptedException {
        for (int i = 0; topics.absent().contains(name); i++) {
            if (i == TRIES) {
                throw new TimeoutException(
                        "topic %s was created but does not appear".formatted(name));
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
        }
    }

    private NewTopic topic(String name, int partitions, Map<String, String> config) {
        Optional<Short> replication =
                settings.replicationFactor() == -1
                        ? Optional.empty()
                        : Optional.of(settings.replicationFactor());
        return new NewTopic(name, Optional.of(partitions), replication).configs(config);
    }

    private Map<String, String> requestsConfig() {
        Duration retention = settings.deduplication().plus(MAX_STANDSTILL);
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(MAX_REQUEST));
    }

    private static Map<String, String> deadLetterConfig() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                "-1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(MAX_RECORD));
    }

    private static Map<String, String> outcomesConfig() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(MAX_RECORD));
    }

    /**
     * Small segments and an eager cleaner: only closed segments are compacted, and a new owner
     * reads everything that is not.
     */
    static Map<String, String> journalConfig() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_MS_CONFIG, "600000",
                TopicConfig.SEGMENT_BYTES_CONFIG, "16777216",
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "1800000",
                TopicConfig.DELETE_RETENTION_MS_CONFIG, "3600000",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD));
    }
}
