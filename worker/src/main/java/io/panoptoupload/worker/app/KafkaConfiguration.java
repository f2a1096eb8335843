package io.panoptoupload.worker.app;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalReader;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.permission.LeastPermissions;
import io.panoptoupload.worker.permission.MissingPermissions;
import io.panoptoupload.worker.permission.Permission;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;
import java.util.List;

/** Everything that speaks to Kafka but the intake itself. */
@Configuration(proxyBeanMethods = false)
@Import(JournalJson.class)
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
    KafkaClients kafkaClients(KafkaProperties properties, SslBundles bundles) {
        KafkaSettings settings = KafkaSettings.of(properties, bundles::getBundle);
        return new KafkaClients(settings.consumer(), settings.producer(), settings.admin());
    }

    /**
     * Closed when the worker stops: otherwise closing would wait for every outstanding response.
     */
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
    TopicSetup.Layout topicLayout(
            Admin admin, TopicSettings topics, KafkaClients clients, KafkaProperties properties)
            throws InterruptedException {
        List<Permission> needed =
                new LeastPermissions(topics, String.valueOf(properties.getConsumer().getGroupId()))
                        .of(LeastPermissions.Task.WORKER);
        MissingPermissions missing = new MissingPermissions(admin, clients);
        TopicSetup setup = new TopicSetup(admin, topics, clients.tools());
        missing.refuse(needed);
        boolean made = !setup.absent().isEmpty();
        TopicSetup.Layout layout = setup.prepare();
        if (made) {
            // Of a topic that is not there Kafka does not say what is allowed.
            missing.refuse(needed);
        }
        return layout;
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
    OutcomeRecords outcomeRecords(
            TopicSettings topics, KafkaProperties properties, JsonMapper json) {
        return new OutcomeRecords(
                topics.outcomes(), "/" + properties.getConsumer().getGroupId(), json);
    }
}
