package io.panoptoupload.gateway.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.UnreadablePlaces;
import io.panoptoupload.gateway.view.JournalFollower;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.gateway.view.Uploads;

import org.springframework.stereotype.Component;

import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What the gateway knows of the uploads, and how far it is behind the journal. */
@Component
class ViewMeters implements MeterBinder {
    private final KafkaWatch watch;
    private final JournalFollower journal;
    private final Uploads uploads;
    private final UnreadablePlaces unreadable;

    ViewMeters(
            KafkaWatch watch,
            JournalFollower journal,
            Uploads uploads,
            UnreadablePlaces unreadable) {
        this.watch = watch;
        this.journal = journal;
        this.uploads = uploads;
        this.unreadable = unreadable;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        for (UploadState state : UploadState.values()) {
            Gauge.builder("panopto.gateway.uploads", uploads, all -> count(all, state))
                    .description("Uploads in memory, by their state")
                    .tag("state", state.wireName())
                    .register(meters);
        }
        view("ready", "1 once the journal was read to its end", it -> it.isReady() ? 1 : 0, meters);
        view("lag", "Records of the journal that are not read yet", JournalFollower::lag, meters);
        view(
                "restore.seconds",
                "How long the initial read of the journal took; 0 until it has ended",
                it -> it.restore().toMillis() / (double) TimeUnit.SECONDS.toMillis(1),
                meters);
        Gauge.builder(
                        "panopto.gateway.view.unreadable.partitions",
                        unreadable,
                        it -> it.all().size())
                .description("Partitions of journal and outcomes that cannot be read to their end")
                .register(meters);
        Gauge.builder("panopto.gateway.kafka.reachable", watch, it -> it.isReachable() ? 1 : 0)
                .description("1 while Kafka responds")
                .register(meters);
    }

    private static int count(Uploads all, UploadState state) {
        return all.counts().getOrDefault(state, 0);
    }

    private void view(
            String name,
            String description,
            ToDoubleFunction<JournalFollower> value,
            MeterRegistry meters) {
        Gauge.builder("panopto.gateway.view." + name, journal, value)
                .description(description)
                .register(meters);
    }
}
