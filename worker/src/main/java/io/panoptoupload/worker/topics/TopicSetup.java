package io.panoptoupload.worker.topics;

import static io.panoptoupload.worker.clients.KafkaClients.LARGEST_RECORD;
import static io.panoptoupload.worker.clients.KafkaClients.LARGEST_REQUEST;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes absent topics and checks all of them, before the first request is taken. */
public final class TopicSetup {
    private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);

    /** Requests may be re-read from the journal's position after a long standstill. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofDays(7);

    /** Above a request of 512 KiB and what is kept beside it; Kafka's own default is more. */
    private static final int LEAST_LIMIT = 1_000_000;

    private static final int TRIES = 100;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final Admin admin;
    private final TopicSettings settings;

    public TopicSetup(Admin admin, TopicSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /**
     * What the rest of the worker needs to know of the topics.
     *
     * @param requestPartitions at least as many as the journal has
     * @param journalPartitions never changes for as long as the journal lives
     */
    public record Layout(int requestPartitions, int journalPartitions) {}

    /**
     * Makes what is absent, and checks everything.
     *
     * @throws TopicFault with a line for each fault
     */
    public Layout prepare() throws InterruptedException {
        return answered(() -> {
            if (settings.create()) {
                createAbsent();
                awaitAll();
            }
            return judged();
        });
    }

    /**
     * Checks everything and makes nothing.
     *
     * @throws TopicFault with a line for each fault
     */
    public Layout check() throws InterruptedException {
        return answered(this::judged);
    }

    /** The topics that are not there. */
    public static List<String> absent(Admin admin, TopicSettings settings)
            throws InterruptedException {
        TopicSetup setup = new TopicSetup(admin, settings);
        return answered(() -> {
            Set<String> present = admin.listTopics().names().get();
            return setup.names().stream().filter(name -> !present.contains(name)).toList();
        });
    }

    private interface Question<T> {
        T ask() throws InterruptedException, ExecutionException;
    }

    private static <T> T answered(Question<T> question) throws InterruptedException {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) {
                throw kafka;
            }
            throw new KafkaException("the topics could not be read", e.getCause());
        }
    }

    private void createAbsent() throws InterruptedException, ExecutionException {
        Set<String> present = admin.listTopics().names().get();
        // The home partition of an id follows from the journal's count, so an absent topic beside
        // an existing journal takes the journal's count, not the configured one; and a journal
        // beside existing requests takes theirs, since it may not have more.
        Map<String, TopicDescription> known = describe();
        int partitions =
                Stream.of(settings.journal(), settings.requests())
                        .filter(present::contains)
                        .findFirst()
                        .map(name -> partitions(known, name))
                        .orElse(settings.partitions());
        List<NewTopic> absent =
                Stream.of(
                                topic(settings.requests(), partitions, requestsConfig()),
                                topic(settings.outcomes(), partitions, largest(LARGEST_RECORD)),
                                topic(settings.journal(), partitions, journalConfig()),
                                topic(settings.deadLetter(), 1, deadLetterConfig()))
                        .filter(topic -> !present.contains(topic.name()))
                        .toList();
        for (NewTopic topic : absent) {
            try {
                admin.createTopics(List.of(topic)).all().get();
                log.info("made topic {} with {} partition(s)", topic.name(), topic.numPartitions());
            } catch (ExecutionException e) {
                // Another replica starts at the same time.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    /** A topic that was just made is not known to every broker at once. */
    private void awaitAll() throws InterruptedException, ExecutionException {
        for (int i = 0; i < TRIES; i++) {
            if (admin.listTopics().names().get().containsAll(names())) {
                return;
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
        Duration retention = settings.deduplication().plus(LONGEST_STANDSTILL);
        return Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(LARGEST_REQUEST));
    }

    private static Map<String, String> deadLetterConfig() {
        Map<String, String> config = new HashMap<>(largest(LARGEST_RECORD));
        config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        return config;
    }

    private static Map<String, String> largest(int bytes) {
        return Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
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
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_RECORD));
    }

    private Layout judged() throws InterruptedException, ExecutionException {
        List<String> faults = new ArrayList<>();
        Set<String> present = admin.listTopics().names().get();
        for (String name : names()) {
            if (!present.contains(name)) {
                faults.add(
                        "topic "
                                + name
                                + ": does not exist; make it, or set worker.topics.create=true");
            }
        }
        if (!faults.isEmpty()) {
            throw new TopicFault(faults);
        }
        Map<String, TopicDescription> topics = describe();
        int requests = partitions(topics, settings.requests());
        int journal = partitions(topics, settings.journal());
        if (requests < journal) {
            faults.add(
                    ("topic %s: has %d partitions, fewer than the %d of the journal %s, so some"
                                    + " requests would have no home; raise it to at least %d")
                            .formatted(
                                    settings.requests(),
                                    requests,
                                    journal,
                                    settings.journal(),
                                    journal));
        }
        checkConfigs(faults);
        if (!faults.isEmpty()) {
            throw new TopicFault(faults);
        }
        return new Layout(requests, journal);
    }

    private void checkConfigs(List<String> faults) throws InterruptedException, ExecutionException {
        Map<String, Config> configs = configs();
        String policy = value(configs, settings.journal(), TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            faults.add(
                    ("topic %s: cleanup.policy=%s would delete jobs that are still open; set"
                                    + " cleanup.policy=compact")
                            .formatted(settings.journal(), policy));
        }
        String requestsPolicy =
                value(configs, settings.requests(), TopicConfig.CLEANUP_POLICY_CONFIG);
        if (requestsPolicy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            faults.add(
                    ("topic %s: cleanup.policy=%s would drop a request when a command with the"
                                    + " same key follows it; set cleanup.policy=delete")
                            .formatted(settings.requests(), requestsPolicy));
        }
        long retention =
                Long.parseLong(
                        value(configs, settings.requests(), TopicConfig.RETENTION_MS_CONFIG));
        if (retention >= 0 && retention < settings.deduplication().toMillis()) {
            faults.add(
                    ("topic %s: retention.ms=%d is shorter than worker.deduplication=%s; raise"
                                    + " retention.ms to at least %d or shorten the window")
                            .formatted(
                                    settings.requests(),
                                    retention,
                                    settings.deduplication(),
                                    settings.deduplication().toMillis()));
        }
        checkLimits(faults, configs);
    }

    /**
     * What a topic does not take would stop its partition's requests, or be told without its text.
     */
    private void checkLimits(List<String> faults, Map<String, Config> configs) {
        long requests = limit(configs, settings.requests());
        checkLimit(faults, configs, settings.deadLetter(), requests, "a dead letter of a request");
        checkLimit(faults, configs, settings.journal(), LEAST_LIMIT, "a job's record");
        checkLimit(faults, configs, settings.outcomes(), LEAST_LIMIT, "an event");
    }

    private static void checkLimit(
            List<String> faults, Map<String, Config> configs, String topic, long least, String of) {
        long limit = limit(configs, topic);
        if (limit < least) {
            faults.add(
                    ("topic %s: max.message.bytes=%d is less than %s may have; raise"
                                    + " max.message.bytes to at least %d")
                            .formatted(topic, limit, of, least));
        }
    }

    private static long limit(Map<String, Config> configs, String topic) {
        return Long.parseLong(value(configs, topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    private List<String> names() {
        return List.of(
                settings.requests(),
                settings.outcomes(),
                settings.journal(),
                settings.deadLetter());
    }

    private Map<String, TopicDescription> describe()
            throws InterruptedException, ExecutionException {
        Set<String> present = admin.listTopics().names().get();
        return admin.describeTopics(names().stream().filter(present::contains).toList())
                .allTopicNames()
                .get();
    }

    private static int partitions(Map<String, TopicDescription> topics, String name) {
        return Objects.requireNonNull(topics.get(name), name).partitions().size();
    }

    private Map<String, Config> configs() throws InterruptedException, ExecutionException {
        List<ConfigResource> resources =
                names().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        return admin.describeConfigs(resources).all().get().entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
    }

    private static String value(Map<String, Config> configs, String topic, String name) {
        Config config = configs.get(topic);
        return config == null ? "" : config.get(name).value();
    }
}
