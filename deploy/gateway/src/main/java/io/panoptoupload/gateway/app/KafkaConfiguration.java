package io.panoptoupload.gateway.app;

import io.panoptoupload.gateway.deadletters.DeadLetterBox;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.OutcomeHistory;
import io.panoptoupload.gateway.kafka.RequestWriter;
import io.panoptoupload.gateway.kafka.UnreadablePlaces;
import io.panoptoupload.gateway.view.JournalFollower;
import io.panoptoupload.gateway.view.Positions;
import io.panoptoupload.gateway.view.UploadDetails;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.gateway.workers.WorkersWatch;
import io.panoptoupload.worker.app.CommandInstallation;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalReader;
import io.panoptoupload.worker.operator.Installation;

import org.apache.kafka.common.errors.TimeoutException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;

/** Everything that speaks to Kafka, configured as the workers are. */
@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {
    /** Records of the journal that are read back at once. */
    private static final int READERS = 4;

    @Bean
    Installation installation(Environment environment) {
        return CommandInstallation.of(environment);
    }

    @Bean
    KafkaClients kafkaClients(Installation installation) {
        return installation.clients();
    }

    @Bean(initMethod = "start")
    KafkaWatch kafkaWatch(Installation installation) {
        return new KafkaWatch(installation, InstantSource.system());
    }

    @Bean
    RequestWriter requestWriter(Installation installation, KafkaWatch watch) {
        return new RequestWriter(installation, watch);
    }

    @Bean
    Uploads uploads(GatewayProperties properties) {
        return new Uploads(properties.finishedUploads(), properties.waitingRequests());
    }

    @Bean
    JournalJson journalJson() {
        return new JournalJson(messageJson());
    }

    @Bean(initMethod = "start")
    JournalFollower journalFollower(
            KafkaWatch watch,
            KafkaClients clients,
            JournalJson json,
            Uploads uploads,
            Positions positions,
            UnreadablePlaces unreadable) {
        return new JournalFollower(watch, clients, json, uploads, positions, unreadable);
    }

    @Bean
    UnreadablePlaces unreadablePlaces() {
        return new UnreadablePlaces();
    }

    @Bean
    Positions positions() {
        return new Positions();
    }

    @Bean(initMethod = "start")
    WorkersWatch workersWatch(Installation installation, KafkaWatch watch, Positions positions) {
        return new WorkersWatch(installation, watch, positions);
    }

    @Bean
    DeadLetterBox deadLetterBox(Installation installation, KafkaWatch watch) {
        return new DeadLetterBox(installation, watch, InstantSource.system());
    }

    @Bean
    UploadDetails uploadDetails(
            KafkaWatch watch, KafkaClients clients, Installation installation, JournalJson json) {
        JournalReader reader =
                new JournalReader(
                        installation.topics().journal(),
                        clients::journalReader,
                        READERS,
                        (partition, _, _) -> {
                            throw new TimeoutException(partition + " is not searched");
                        });
        return new UploadDetails(watch, reader, json);
    }

    @Bean
    OutcomeHistory outcomeHistory(KafkaWatch watch, KafkaClients clients) {
        return new OutcomeHistory(watch, clients, messageJson());
    }

    /** Requests and events, as the workers read and write them. */
    static JsonMapper messageJson() {
        return JsonMapper.builder().build();
    }
}
