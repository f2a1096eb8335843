package io.panoptoupload.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.gateway.kafka.RequestWriter;
import io.panoptoupload.gateway.view.Uploads;

import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.json.JsonMapper;

import java.time.ZoneId;

/** What the API is made of. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {
    /** Requests are written as the workers read them, whatever is set for Spring's own JSON. */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Bean
    Submissions submissions(Uploads uploads, RequestWriter writer, MeterRegistry meters) {
        return new Submissions(uploads, writer::write, JSON, new SubmissionMeters(meters));
    }

    @Bean
    OpenApiCustomizer apiDescription() {
        return new ApiDescription();
    }

    /**
     * @param zone in which a day begins and ends; the machine's if it is empty
     */
    @Bean
    UploadsController.Reading reading(@Value("${worker.time-zone:}") String zone) {
        return new UploadsController.Reading(
                new RequestBodies(JSON),
                new ListQuery(zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone)),
                new Origins());
    }
}
