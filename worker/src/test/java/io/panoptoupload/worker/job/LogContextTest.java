package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import java.util.Optional;

class LogContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void lines_name_the_request_its_trace_and_the_span_that_asked() {
        try (var _ = LogContext.of("lt1", Optional.of("00-" + TRACE + "-" + SPAN + "-01"))) {
            assertThat(MDC.get("requestId")).isEqualTo("lt1");
            assertThat(MDC.get("traceId")).isEqualTo(TRACE);
            assertThat(MDC.get("spanId")).isEqualTo(SPAN);
        }
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void after_it_lines_are_about_what_they_were_about_before() {
        try (var _ = LogContext.of("lt1", Optional.of("00-" + TRACE + "-" + SPAN + "-01"))) {
            String run = "00-" + TRACE + "-00f067aa0ba902b7-01";
            try (var _ = LogContext.of("lt1", Optional.of(run))) {
                assertThat(MDC.get("spanId")).isEqualTo("00f067aa0ba902b7");
            }
            assertThat(MDC.get("spanId")).isEqualTo(SPAN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-1-2-01",
                "anything\nat all",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01"
            })
    void what_is_no_trace_is_left_out(String traceparent) {
        try (var _ = LogContext.of("lt1", Optional.of(traceparent))) {
            assertThat(MDC.getCopyOfContextMap()).containsOnlyKeys("requestId");
        }
    }
}
