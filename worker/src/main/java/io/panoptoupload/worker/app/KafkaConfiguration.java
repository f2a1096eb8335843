package io.panoptoupload.worker.app;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalReader;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;

/** Everything that speaks to Kafka but the intake itself. */
@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {
    /** Records of the journal that are read at once. */
    private static final int READERS = 4;

    @Bean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean
    JsonMapper messageJson() {
        return JsonMapper.builder().build();
    }

    @Bean
    KafkaClients kafkaClients(KafkaProperties properties) {
        return new KafkaClients(
                properties.buildConsumerProperties(),
                properties.buildProducerProperties(),
                properties.buildAdminProperties());
    }

    /** Closed by the worker's stop: by itself it would wait for every answer still to come. */
    @Bean(destroyMethod = "")
    Admin topicAdmin(KafkaClients clients) {
        return clients.admin();
    }

    @Bean
    static TopicSettings topicSettings(WorkerProperties worker) {
        WorkerProperties.TopicNames topics = worker.topics();
        return new TopicSettings(
                topics.requests(),
                topics.outcomes(),
                topics.journal(),
                topics.deadLetter(),
                topics.create(),
                topics.partitions(),
                topics.replicationFactor(),
                worker.deduplication());
    }

    @Bean
    TopicSetup.Layout topicLayout(Admin admin, TopicSettings settings) throws InterruptedException {
        return new TopicSetup(admin, settings).prepare();
    }

    @Bean
    JournalScan journalScan(Admin admin, KafkaClients clients, InstantSource clock) {
        return new JournalScan(admin, clients::journalScan, clock);
    }

    @Bean
    JournalReader journalReader(TopicSettings topics, KafkaClients clients, JournalScan scan) {
        return new JournalReader(topics.journal(), clients::journalReader, READERS, scan::read);
    }

    @Bean
    JournalJson journalJson(JsonMapper json) {
        return new JournalJson(json);
    }

    @Bean
    OutcomeRecords outcomeRecords(
            TopicSettings topics, KafkaProperties properties, JsonMapper json) {
        return new OutcomeRecords(
                topics.outcomes(), "/" + properties.getConsumer().getGroupId(), json);
    }
}
