package io.panoptoupload.gateway.app;

import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.view.JournalFollower;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Ready while Kafka responds and the journal was read once. */
@Component("gatewayHealthIndicator")
class GatewayHealth implements HealthIndicator {
    private final KafkaWatch watch;
    private final JournalFollower journal;

    GatewayHealth(KafkaWatch watch, JournalFollower journal) {
        this.watch = watch;
        this.journal = journal;
    }

    @Override
    public Health health() {
        if (!watch.isReachable()) {
            return Health.down().withDetail("kafka", "does not respond").build();
        }
        if (watch.topic(watch.names().journal()).isEmpty()) {
            return Health.down()
                    .withDetail(
                            "journal",
                            "topic %s does not exist; a worker creates it when it starts"
                                    .formatted(watch.names().journal()))
                    .build();
        }
        return journal.isReady()
                ? Health.up().build()
                : Health.down().withDetail("journal", "is being read").build();
    }
}
