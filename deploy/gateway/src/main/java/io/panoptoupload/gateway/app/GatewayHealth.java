package io.panoptoupload.gateway.app;

import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.UnreadablePlaces;
import io.panoptoupload.gateway.view.JournalFollower;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Ready while Kafka responds and the journal was read once. Where a topic cannot be read is named,
 * and takes no gateway out of service: the others would read no more of it.
 */
@Component("gatewayHealthIndicator")
class GatewayHealth implements HealthIndicator {
    private final KafkaWatch watch;
    private final JournalFollower journal;
    private final UnreadablePlaces unreadable;

    GatewayHealth(KafkaWatch watch, JournalFollower journal, UnreadablePlaces unreadable) {
        this.watch = watch;
        this.journal = journal;
        this.unreadable = unreadable;
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
                ? ready()
                : Health.down().withDetail("journal", "is being read").build();
    }

    private Health ready() {
        Health.Builder up = Health.up();
        unreadable
                .all()
                .forEach(each -> up.withDetail(each.partition().toString(), each.sentence()));
        return up.build();
    }
}
