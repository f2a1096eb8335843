package io.panoptoupload.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.app.ConfigurationFault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.Locale;

@Isolated("sets the locale of the process")
class GatewayMainTest {
    /** The standalone and the image start it from its unpacked libraries. */
    @Test
    void numbers_have_the_digits_of_ascii_whatever_language_is_spoken() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("fa-IR"));

            assertThatThrownBy(() -> GatewayMain.main(new String[] {"--server.port=none"}))
                    .isInstanceOf(ConfigurationFault.class);

            assertThat("%d".formatted(42)).isEqualTo("42");
        } finally {
            Locale.setDefault(before);
        }
    }
}
