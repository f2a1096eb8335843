package io.panoptoupload.worker.app;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Keeps the worker's name, by which Kafka knows its consumer, out of the labels of Kafka's metrics:
 * it may have the id of its process in it, and each restart would begin series of its own. In its
 * place stands the name that Kafka gives to a consumer without one.
 */
final class ConsumerLabels implements MeterFilter {
    private final MeterFilter clientId;
    private final MeterFilter springId;

    ConsumerLabels(String worker, String groupId) {
        String unnamed = "consumer-%s-1".formatted(groupId);
        clientId =
                MeterFilter.replaceTagValues(
                        "client.id", value -> value.equals(worker) ? unnamed : value);
        springId =
                MeterFilter.replaceTagValues(
                        "spring.id",
                        value ->
                                value.endsWith("." + worker)
                                        ? value.substring(0, value.length() - worker.length())
                                                + unnamed
                                        : value);
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        return springId.map(clientId.map(id));
    }
}
