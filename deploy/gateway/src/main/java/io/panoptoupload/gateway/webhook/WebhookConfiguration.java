package io.panoptoupload.gateway.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.gateway.kafka.Background;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.operator.Installation;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The receiver, if there is one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("gateway.webhook.url")
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {
    private static final Logger log = LoggerFactory.getLogger(WebhookConfiguration.class);
    private static final int MAX_POLL_RECORDS = 50;

    /** Of a shorter secret an event and its signature may tell what it is. */
    private static final int SAFE_SECRET = 16;

    @Bean
    Receiver webhookReceiver(WebhookProperties webhook) {
        String secret = Objects.requireNonNull(webhook.secret());
        if (secret.length() < SAFE_SECRET) {
            log.warn(
                    "gateway.webhook.secret has fewer than {} characters, and could be guessed from a signed event; set a longer one here and at the receiver",
                    SAFE_SECRET);
        }
        return new Receiver(
                Objects.requireNonNull(webhook.url()),
                secret,
                Receiver.RESPONSE,
                InstantSource.system());
    }

    @Bean(initMethod = "start")
    Background webhook(
            Receiver receiver,
            WebhookProperties webhook,
            KafkaClients clients,
            Installation installation,
            MeterRegistry meters) {
        Map<String, Counter> results =
                List.of("sent", "retried", "refused").stream()
                        .collect(Collectors.toMap(name -> name, name -> counter(name, meters)));
        Deliveries deliveries =
                new Deliveries(
                        receiver::send,
                        result -> Objects.requireNonNull(results.get(result)).increment(),
                        JsonMapper.builder().build(),
                        InstantSource.system());
        WebhookFeed feed =
                new WebhookFeed(
                        () -> new KafkaConsumer<>(settings(clients, webhook.groupId())),
                        installation.topics().outcomes(),
                        deliveries,
                        new UnreadablePartitions(
                                () -> new ReadProbe(clients.journalReader()),
                                InstantSource.system()));
        return new Background("webhook", feed::run);
    }

    private static Map<String, Object> settings(KafkaClients clients, String groupId) {
        Map<String, Object> settings = new HashMap<>(clients.requestConsumer());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        // A position that the topic no longer has is one of events that it no longer has.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    private static Counter counter(String result, MeterRegistry meters) {
        return Counter.builder("panopto.gateway.webhook.events")
                .description("Events for the receiver of gateway.webhook.url, by result")
                .tag("result", result)
                .register(meters);
    }
}
