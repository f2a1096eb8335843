package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.clients.KafkaResponse;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.permission.LeastPermissions;
import io.panoptoupload.worker.permission.MissingPermissions;
import io.panoptoupload.worker.topics.TopicSettings;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Kafka as a command uses it: every request succeeds, or fails with an explanation, within seconds.
 */
final class Connection implements AutoCloseable {
    private static final int ASK_MS = 4000;

    private final Installation installation;
    private final Admin admin;

    private Connection(Installation installation, Admin admin) {
        this.installation = installation;
        this.admin = admin;
    }

    static Connection to(Installation installation) {
        return new Connection(installation, installation.clients().admin());
    }

    Installation installation() {
        return installation;
    }

    TopicSettings topics() {
        return installation.topics();
    }

    Admin admin() {
        return admin;
    }

    JournalScan journalScan(InstantSource clock) {
        return new JournalScan(admin, installation.clients()::journalScan, clock);
    }

    /** Whether the brokers respond at all; ends in some seconds, either way. */
    CompletionStage<String> ask() {
        return admin.describeCluster(new DescribeClusterOptions().timeoutMs(ASK_MS))
                .clusterId()
                .toCompletionStage();
    }

    /** Where requests belong: the workers take them from there without forwarding. */
    HomePartition home() throws InterruptedException {
        return new HomePartition(partitions(topics().journal()));
    }

    /** Where a request's events are: the workers leave that to the key. */
    HomePartition outcomeHome() throws InterruptedException {
        return new HomePartition(partitions(topics().outcomes()));
    }

    List<Integer> allPartitions(String topic) throws InterruptedException {
        return IntStream.range(0, partitions(topic)).boxed().toList();
    }

    int partitions(String topic) throws InterruptedException {
        return describe(topic).partitions().size();
    }

    /** Another one when the topic was deleted and created again. */
    String topicId(String topic) throws InterruptedException {
        return describe(topic).topicId().toString();
    }

    private TopicDescription describe(String topic) throws InterruptedException {
        try {
            return KafkaResponse.of(admin.describeTopics(List.of(topic)).allTopicNames())
                    .values()
                    .iterator()
                    .next();
        } catch (UnknownTopicOrPartitionException e) {
            throw CommandFault.noKafka(
                    "topic %s: does not exist at %s; start a worker once, which makes its topics, or"
                                    .formatted(topic, installation.brokers())
                            + " fix worker.topics.*");
        }
    }

    /** What the workers' group committed, as far as it did. */
    Map<TopicPartition, OffsetAndMetadata> groupOffsets() throws InterruptedException {
        return KafkaResponse.of(
                admin.listConsumerGroupOffsets(installation.groupId())
                        .partitionsToOffsetAndMetadata());
    }

    /**
     * Names what Kafka does not allow of a task.
     *
     * @throws CommandFault with a line for each permission that is missing, if any is
     */
    void explainMissing(LeastPermissions.Task task) throws InterruptedException {
        List<String> lines =
                new MissingPermissions(admin, installation.clients())
                        .lines(new LeastPermissions(topics(), installation.groupId()).of(task));
        if (!lines.isEmpty()) {
            throw CommandFault.notAllowed(lines);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
