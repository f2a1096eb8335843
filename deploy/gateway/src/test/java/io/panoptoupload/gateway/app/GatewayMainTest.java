package io.panoptoupload.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.app.ConfigurationFault;
import io.panoptoupload.worker.proxy.Proxies;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.util.Locale;

@Isolated("sets the locale and the proxies of the process")
class GatewayMainTest {
    private final Locale locale = Locale.getDefault();
    private final ProxySelector proxies = ProxySelector.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
        ProxySelector.setDefault(proxies);
    }

    /** The standalone and the image start it from its unpacked libraries. */
    @Test
    void numbers_have_the_digits_of_ascii_whatever_language_is_spoken() {
        Locale.setDefault(Locale.forLanguageTag("fa-IR"));
        startWrongly();
        assertThat("%d".formatted(42)).isEqualTo("42");
    }

    @Test
    void what_it_calls_is_called_through_the_proxies_that_workers_use() {
        startWrongly();
        assertThat(ProxySelector.getDefault()).isInstanceOf(Proxies.class);
    }

    private static void startWrongly() {
        assertThatThrownBy(() -> GatewayMain.main(new String[] {"--server.port=none"}))
                .isInstanceOf(ConfigurationFault.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void help_is_printed_and_nothing_is_started(String argument) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, UTF_8));
            GatewayMain.main(new String[] {"--server.port=none", argument});
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(UTF_8))
                .contains(
                        "java -jar panopto-gateway.jar",
                        "--spring.kafka.bootstrap-servers=",
                        "127.0.0.1",
                        "8090",
                        "docs/gateway.md");
    }
}
