package io.panoptoupload.worker.clients;

import io.panoptoupload.worker.fault.ClockDifference;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the worker's Kafka clients. */
public final class KafkaClients {
    /** What the request topic takes, when it is made here. */
    public static final int MAX_REQUEST = 4 * 1024 * 1024;

    /** What is written at most in one record: a request, its dead letter's reason, and room. */
    public static final int MAX_RECORD = 5 * 1024 * 1024;

    /**
     * Records that a poll of the journal or of events brings at most. A compressed batch inflates a
     * thousandfold, and what a poll brings is in memory as a whole.
     */
    public static final int MAX_POLLED = 32;

    private final Map<String, Object> consumerSettings;
    private final Map<String, Object> producerSettings;
    private final Map<String, Object> adminSettings;

    /** What the application is configured with: addresses, security, and anything else. */
    public KafkaClients(
            Map<String, Object> consumerSettings,
            Map<String, Object> producerSettings,
            Map<String, Object> adminSettings) {
        this.consumerSettings = Map.copyOf(consumerSettings);
        this.producerSettings = Map.copyOf(producerSettings);
        this.adminSettings = Map.copyOf(adminSettings);
    }

    public Admin admin() {
        Map<String, Object> settings = new HashMap<>(adminSettings);
        ClientTimeouts.putIfAbsent(settings, 20_000, 10_000);
        return Admin.create(settings);
    }

    /** What a failure is in words, where it is one of this machine's clock. */
    public String explained(Throwable failure) throws InterruptedException {
        if (!KafkaClock.isCauseOf(failure)) {
            return failure.toString();
        }
        try (Admin admin = admin()) {
            return "Kafka refuses this worker's records for their time (InvalidTimestampException): %s; synchronise the clocks, the partition then opens by itself"
                    .formatted(
                            KafkaClock.ahead(admin, InstantSource.system())
                                    .map(ahead -> ClockDifference.describe(ahead, "Kafka's"))
                                    .orElse("this machine's clock or Kafka's is wrong"));
        }
    }

    /**
     * The producer of one partition's owner. A second one with the same id throws the first out:
     * that is the fence.
     */
    public Producer<byte[], byte[]> transactional(String transactionalId) {
        // A dead owner's open transaction holds up its successor for this long at most.
        return transactional(transactionalId, 15_000);
    }

    /**
     * One whose {@code initTransactions} fails and fences nobody: because it is forbidden, which
     * brokers look at first, or for its time-out of 25 days, which is beyond their {@code
     * transaction.max.timeout.ms} (15 min unless set).
     */
    public Producer<byte[], byte[]> neverTransactional(String transactionalId) {
        return transactional(transactionalId, Integer.MAX_VALUE);
    }

    private Producer<byte[], byte[]> transactional(String transactionalId, int timeoutMs) {
        Map<String, Object> settings = producer();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeoutMs);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, transactionalId);
        return new KafkaProducer<>(settings);
    }

    /** By which the owner of a partition of the request topic is known to Kafka. */
    public static String transactionalId(String groupId, String requestsTopic, int partition) {
        return transactionalIdPrefix(groupId, requestsTopic) + partition;
    }

    /** What the transactional ids of all partitions begin with. */
    public static String transactionalIdPrefix(String groupId, String requestsTopic) {
        return groupId + "-" + requestsTopic + "-";
    }

    /** The group, without members, whose offsets say which dead letters were replayed. */
    public static String replayGroup(String groupId) {
        return groupId + "-replay";
    }

    /** The name by which Kafka's ACLs know these clients, if their settings show it. */
    public Optional<String> principal() {
        return ClientPrincipal.of(adminSettings);
    }

    /** Kafka's own tools, for whoever has to change something there. */
    public KafkaTools tools() {
        return KafkaTools.of(adminSettings);
    }

    /** A producer outside of transactions, that loses nothing either. */
    public Producer<byte[], byte[]> plain() {
        return new KafkaProducer<>(producer());
    }

    private Map<String, Object> producer() {
        Map<String, Object> settings = new HashMap<>(producerSettings);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD);
        // JSON to half of its size, and what came compressed can be passed on. Alone among the
        // codecs, it needs no native library of its own.
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 12_000);
        return settings;
    }

    /** The settings of the consumer of requests; spring-kafka makes the consumer itself. */
    public Map<String, Object> requestConsumer() {
        Map<String, Object> settings = new HashMap<>(consumerSettings);
        settings.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        // The others hear of a rebalance with their next heartbeat, and jobs that move wait for it,
        // twice when a worker comes.
        settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
        int heartbeat =
                ClientTimeouts.given(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
        // Kafka's advice is three heartbeats at least, and it refuses one.
        settings.putIfAbsent(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.max(9_000, 3 * heartbeat));
        if ("consumer"
                .equalsIgnoreCase(
                        String.valueOf(settings.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)))) {
            // There the broker decides on these, and refuses a client that names them.
            settings.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
            settings.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
            settings.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
        }
        committed(settings);
        // Where to go on is decided by the intake alone; nothing is passed over by itself.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // A compressed batch inflates a thousandfold, and what a poll brings is in memory as a
        // whole.
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_REQUEST);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * 1024);
        return settings;
    }

    /**
     * As {@link #requestConsumer()}, of a member whom Kafka's tools show by its name, unless the
     * site has chosen a {@code client.id}.
     */
    public Map<String, Object> requestConsumer(String name) {
        Map<String, Object> settings = requestConsumer();
        settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, name);
        return settings;
    }

    /** A consumer without a group, for reading the journal from a place that the caller seeks. */
    public Consumer<byte[], byte[]> journalScan() {
        Map<String, Object> settings = journal();
        // The last fetch finds nothing more, and closing waits for as long as the broker holds it.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return new KafkaConsumer<>(settings);
    }

    /**
     * A consumer without a group, for topics that lose their oldest records while they are read.
     */
    public Consumer<byte[], byte[]> reader() {
        Map<String, Object> settings = journal();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // After so long it knows of partitions that were added.
        settings.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 60_000);
        return new KafkaConsumer<>(settings);
    }

    /**
     * As {@link #reader}, for many partitions at once: holds no more than 8 MiB of what it has
     * fetched.
     */
    public Consumer<byte[], byte[]> follower() {
        return follower(MAX_POLLED);
    }

    /**
     * As {@link #follower()}, for topics of larger records.
     *
     * @param maxPolled records that a poll brings at most
     */
    public Consumer<byte[], byte[]> follower(int maxPolled) {
        Map<String, Object> settings = journal();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPolled);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        return new KafkaConsumer<>(settings);
    }

    /** As {@link #journalScan}, for single records. */
    public Consumer<byte[], byte[]> journalReader() {
        Map<String, Object> settings = journal();
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 * 1024);
        return new KafkaConsumer<>(settings);
    }

    private Map<String, Object> journal() {
        Map<String, Object> settings = new HashMap<>(consumerSettings);
        settings.keySet()
                .removeAll(
                        Set.of(
                                ConsumerConfig.GROUP_ID_CONFIG,
                                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                                ConsumerConfig.GROUP_PROTOCOL_CONFIG));
        committed(settings);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLLED);
        return settings;
    }

    private static void committed(Map<String, Object> settings) {
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    }
}
