package io.panoptoupload.gateway.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.UnreadablePlaces;
import io.panoptoupload.gateway.view.JournalFollower;
import io.panoptoupload.gateway.view.OutcomeEntries;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.worker.clients.KafkaClients;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.json.JsonMapper;

/** What follows the events, and what hands them out. */
@Configuration(proxyBeanMethods = false)
class EventsConfiguration {
    /** Two minutes of 200 events a second. */
    private static final long RING_BYTES = 32 * 1024 * 1024;

    @Bean
    EventRing eventRing() {
        return new EventRing(RING_BYTES);
    }

    @Bean(initMethod = "start")
    OutcomeTail outcomeTail(
            KafkaWatch watch,
            KafkaClients clients,
            EventRing ring,
            Uploads uploads,
            UnreadablePlaces unreadable) {
        return new OutcomeTail(
                watch,
                clients,
                ring,
                new OutcomeEntries(uploads, JsonMapper.builder().build()),
                unreadable);
    }

    /**
     * @param maxListeners that are let in at once
     */
    @Bean
    EventStreams eventStreams(
            EventRing ring,
            KafkaClients clients,
            Uploads uploads,
            JournalFollower journal,
            @Value("${gateway.max-listeners:2000}") int maxListeners,
            MeterRegistry meters) {
        return new EventStreams(
                ring, clients::journalReader, uploads, journal::isReady, maxListeners, meters);
    }
}
