package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;

import java.util.Map;

@ExtendWith(OutputCaptureExtension.class)
class StartFaultReporterTest {
    private final StartFaultReporter reporter = new StartFaultReporter(null);

    @Test
    void a_value_that_spring_cannot_read_is_one_line(CapturedOutput output) {
        report("spring.kafka.consumer.max-poll-records", "many");

        assertThat(output.getErr())
                .isEqualTo(
                        "spring.kafka.consumer.max-poll-records: 'many' is not allowed; allowed: what can be read as Integer\n");
    }

    @Test
    void what_may_hold_a_password_is_not_shown(CapturedOutput output) {
        report("spring.kafka.properties", "sasl.jaas.config=… password=\"geheim\";");

        assertThat(output.getErr())
                .isEqualTo(
                        "spring.kafka.properties: its value is not allowed; allowed: what can be read as Map\n");
    }

    private void report(String property, String value) {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(property, value)));
        Throwable fault = catchThrowable(() -> binder.bind("spring.kafka", KafkaProperties.class));

        assertThat(reporter.reportException(new IllegalStateException("a bean", fault))).isTrue();
    }

    @Test
    void a_port_that_is_taken_is_one_line(CapturedOutput output) {
        Throwable fault = new IllegalStateException("the server", new PortInUseException(8080));

        assertThat(reporter.reportException(fault)).isTrue();

        assertThat(output.getErr()).startsWith("server.port: 8080 is in use; ").endsWith("any\n");
    }

    @Test
    void whatever_else_it_is_belongs_to_spring() {
        assertThat(reporter.reportException(new IllegalStateException("a bug"))).isFalse();
    }
}
