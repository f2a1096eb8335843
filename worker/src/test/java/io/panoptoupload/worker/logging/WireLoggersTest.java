package io.panoptoupload.worker.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireLoggersTest {
    private final LoggerContext context = new LoggerContext();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.hc.client5.http.wire",
                "software.amazon.awssdk.request",
                "org.springframework.web.client.DefaultRestClient",
                "org.springframework.web.HttpLogging",
                "jdk.httpclient.HttpClient"
            })
    void whatever_level_is_set_what_writes_down_requests_stays_at_warn(String name) {
        context.getLogger("ROOT").setLevel(Level.TRACE);
        context.getLogger(name).setLevel(Level.TRACE);
        WireLoggers.quiet(context);
        assertThat(context.getLogger(name).isInfoEnabled()).isFalse();
        assertThat(context.getLogger(name).isWarnEnabled()).isTrue();
        assertThat(context.getLogger(name + ".later").isInfoEnabled()).isFalse();
    }

    @Test
    void other_loggers_keep_their_levels_and_quieter_ones_stay_quiet() {
        context.getLogger("io.panoptoupload").setLevel(Level.DEBUG);
        context.getLogger("org.apache.hc").setLevel(Level.OFF);
        context.getLogger("org.apache.hcx").setLevel(Level.DEBUG);
        WireLoggers.quiet(context);
        assertThat(context.getLogger("io.panoptoupload").getLevel()).isEqualTo(Level.DEBUG);
        assertThat(context.getLogger("org.apache.hc").getLevel()).isEqualTo(Level.OFF);
        assertThat(context.getLogger("org.apache.hcx").getLevel()).isEqualTo(Level.DEBUG);
    }
}
