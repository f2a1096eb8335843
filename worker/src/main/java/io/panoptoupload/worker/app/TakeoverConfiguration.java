package io.panoptoupload.worker.app;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.KafkaClock;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.partition.ClockCheck;
import io.panoptoupload.worker.partition.ForwardingPreparation;
import io.panoptoupload.worker.partition.IntakeMeters;
import io.panoptoupload.worker.partition.JournalCheck;
import io.panoptoupload.worker.partition.JournalPreparation;
import io.panoptoupload.worker.partition.KafkaRequestOffsets;
import io.panoptoupload.worker.partition.PartitionJournals;
import io.panoptoupload.worker.partition.Proofs;
import io.panoptoupload.worker.partition.RequestOffsets;
import io.panoptoupload.worker.partition.StartingPoint;
import io.panoptoupload.worker.partition.Takeover;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.InstantSource;

/** What has to be done before a partition opens. */
@Configuration(proxyBeanMethods = false)
@Import({ForwardingPreparation.class, JournalPreparation.class})
class TakeoverConfiguration {
    @Bean
    RequestOffsets requestOffsets(
            Admin admin,
            TopicSettings topics,
            PartitionConfiguration.Group group,
            KafkaClients clients) {
        return new KafkaRequestOffsets(
                admin,
                new TopicSetup(admin, topics, clients.tools()),
                group.id(),
                clients::journalScan);
    }

    @Bean
    PartitionJournals partitionJournals(
            TopicSettings topics,
            PartitionConfiguration.Group group,
            KafkaClients clients,
            JournalScan scan,
            JournalJson json) {
        return new PartitionJournals(
                topics.journal(),
                partition ->
                        clients.transactional(
                                KafkaClients.transactionalId(
                                        group.id(), topics.requests(), partition)),
                scan::read,
                json);
    }

    @Bean
    StartingPoint startingPoint(
            RequestOffsets offsets,
            TopicSetup.Layout layout,
            WorkerProperties worker,
            PartitionConfiguration.Group group,
            PartitionJournals journals,
            IntakeMeters meters) {
        WorkerProperties.TopicNames topics = worker.topics();
        return new StartingPoint(
                offsets,
                new JournalCheck(
                        topics.journal(),
                        layout.journalPartitions(),
                        topics.adoptJournal(),
                        new InputPosition.Writers(group.id(), topics.requests())),
                journals,
                meters::lost);
    }

    @Bean
    Takeover takeover(
            TopicSetup.Layout layout,
            JournalPreparation journal,
            ForwardingPreparation forwarding,
            Proofs proofs,
            JobEngine engine,
            KafkaClients clients,
            Admin admin,
            InstantSource clock) {
        return new Takeover(
                new ClockCheck(
                        () -> KafkaClock.ahead(admin, clock),
                        (owned, opening, failed) ->
                                (owned.number() < layout.journalPartitions() ? journal : forwarding)
                                        .prepare(owned, opening, failed)),
                proofs,
                engine,
                clients::explained,
                Thread::startVirtualThread,
                clock);
    }
}
