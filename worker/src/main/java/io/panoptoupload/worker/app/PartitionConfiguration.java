package io.panoptoupload.worker.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobExpiry;
import io.panoptoupload.worker.job.JobSettings;
import io.panoptoupload.worker.job.JobStore;
import io.panoptoupload.worker.partition.GroupMembers;
import io.panoptoupload.worker.partition.IntakeHealth;
import io.panoptoupload.worker.partition.IntakeMeters;
import io.panoptoupload.worker.partition.Ownership;
import io.panoptoupload.worker.partition.PollFaults;
import io.panoptoupload.worker.partition.Proofs;
import io.panoptoupload.worker.partition.RequestConsumer;
import io.panoptoupload.worker.partition.RequestLoop;
import io.panoptoupload.worker.partition.RequestOffsets;
import io.panoptoupload.worker.partition.Takeover;
import io.panoptoupload.worker.partition.TopicWatch;
import io.panoptoupload.worker.partition.UnreadablePartitions;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/** Ownership of partitions, and the loop that polls them. */
@Configuration(proxyBeanMethods = false)
@Import({IntakeMeters.class, Proofs.class})
class PartitionConfiguration {
    private static final Duration INITIAL_POLL_PAUSE = Duration.ofMillis(200);

    /** Polls wait for it; Kafka responds within milliseconds when it is healthy. */
    private static final Duration MAX_PROBE = Duration.ofSeconds(2);

    /** Of the consumers, and part of every partition's transactional id. */
    record Group(String id) {}

    @Bean
    Group group(KafkaProperties kafka) {
        return new Group(Objects.requireNonNull(kafka.getConsumer().getGroupId(), "group-id"));
    }

    /** Counts only where the number is used. */
    @Bean
    GroupMembers groupMembers(
            Admin admin,
            Group group,
            TopicSetup.Layout layout,
            WorkerProperties worker,
            PanoptoProperties panopto,
            MeterRegistry meters,
            BackgroundTasks tasks) {
        GroupMembers members =
                new GroupMembers(
                        admin, group.id(), worker.topics().requests(), layout.requestPartitions());
        if (panopto.rateLimit().countsWorkers() || worker.totalBandwidth() != null) {
            Gauge.builder("panopto.upload.group.members", members::getAsInt)
                    .description("Workers that share the rate limit and worker.total-bandwidth")
                    .register(meters);
            tasks.every(Duration.ofSeconds(5), "count of workers", members::count);
        }
        return members;
    }

    @Bean
    PollFaults pollFaults(InstantSource clock) {
        return new PollFaults(INITIAL_POLL_PAUSE, clock);
    }

    @Bean
    Ownership ownership(Takeover takeover, JobEngine engine, InstantSource clock) {
        return new Ownership(takeover, engine, Thread::startVirtualThread, clock);
    }

    @Bean
    TopicWatch topicWatch(
            RequestOffsets offsets,
            TopicSetup.Layout layout,
            Ownership ownership,
            Takeover takeover,
            BackgroundTasks tasks) {
        TopicWatch watch =
                new TopicWatch(
                        offsets, layout.journalPartitions(), ownership::partitions, takeover);
        tasks.every(Duration.ofSeconds(10), "watch of topics", watch::check);
        return watch;
    }

    @Bean
    JobExpiry jobExpiry(
            Ownership ownership,
            JobStore store,
            JobSettings jobs,
            InstantSource clock,
            BackgroundTasks tasks) {
        JobExpiry expiry = new JobExpiry(store, clock, jobs.deduplication());
        tasks.every(
                JobExpiry.pause(jobs.deduplication()),
                "expiry of jobs",
                () -> ownership.partitions().forEach(p -> p.jobs().ifPresent(expiry::expire)));
        return expiry;
    }

    @Bean
    RequestLoop requestLoop(
            Proofs proofs,
            Ownership ownership,
            PollFaults faults,
            KafkaClients clients,
            InstantSource clock) {
        return new RequestLoop(
                proofs,
                ownership,
                new UnreadablePartitions(
                        ownership::partitions,
                        (partition, offset) -> probe(clients, partition, offset),
                        clock),
                faults);
    }

    private static Finding probe(KafkaClients clients, TopicPartition partition, long offset) {
        try (ReadProbe probe = new ReadProbe(clients.journalReader())) {
            return probe.at(partition, offset, MAX_PROBE);
        } catch (KafkaException e) {
            return new Finding.Unknown(e.toString());
        }
    }

    @Bean
    static ConsumerLabels consumerLabels(JobSettings settings, Group group) {
        return new ConsumerLabels(settings.worker(), group.id());
    }

    @Bean
    RequestConsumer requestConsumer(
            KafkaClients clients,
            TopicSettings topics,
            JobSettings settings,
            RequestLoop loop,
            MeterRegistry registry,
            ProcessEnd end) {
        return new RequestConsumer(
                new DefaultKafkaConsumerFactory<>(clients.requestConsumer(settings.worker())),
                topics.requests(),
                loop,
                registry,
                end);
    }

    @Bean
    IntakeHealth intakeHealth(
            Ownership ownership,
            TopicWatch topics,
            PollFaults polls,
            IntakeMeters meters,
            TopicSetup.Layout layout,
            InstantSource clock) {
        IntakeHealth health = new IntakeHealth(ownership, topics, polls, clock);
        meters.bind(ownership, clock, layout.journalPartitions(), health::status);
        return health;
    }
}
