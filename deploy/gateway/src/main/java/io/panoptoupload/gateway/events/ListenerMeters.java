package io.panoptoupload.gateway.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/** Who listens to events, and who was cut or not let in. */
final class ListenerMeters {
    private final Map<EventRing.Cut, Counter> cut = new EnumMap<>(EventRing.Cut.class);
    private final Counter refused;

    /**
     * @param open listeners that there are now
     */
    ListenerMeters(IntSupplier open, MeterRegistry meters) {
        Gauge.builder("panopto.gateway.listeners", open, IntSupplier::getAsInt)
                .description("Streams of events that are open")
                .strongReference(true)
                .register(meters);
        refused =
                Counter.builder("panopto.gateway.listeners.refused")
                        .description("Listeners refused beyond gateway.max-listeners")
                        .register(meters);
        Arrays.stream(EventRing.Cut.values())
                .forEach(why ->
                        cut.put(
                                why,
                                Counter.builder("panopto.gateway.listeners.cut")
                                        .description("Listeners that were disconnected, by reason")
                                        .tag("reason", why.name().toLowerCase(Locale.ROOT))
                                        .register(meters)));
    }

    void cut(EventRing.Cut why) {
        Objects.requireNonNull(cut.get(why)).increment();
    }

    void refused() {
        refused.increment();
    }
}
