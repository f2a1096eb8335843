package io.panoptoupload.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.Locale;

@Isolated("sets the locale of the process")
class BrokerMainTest {
    @Test
    void numbers_have_the_digits_of_ascii_whatever_language_is_spoken() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("fa-IR"));

            assertThatThrownBy(() -> BrokerMain.main(new String[0]))
                    .isInstanceOf(IndexOutOfBoundsException.class);

            assertThat("%020d.log".formatted(42)).isEqualTo("00000000000000000042.log");
        } finally {
            Locale.setDefault(before);
        }
    }
}
