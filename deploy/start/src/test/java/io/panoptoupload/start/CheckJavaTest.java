package io.panoptoupload.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.loader.launch.JarLauncher;

import java.util.Locale;

class CheckJavaTest {
    @Test
    void needed_is_what_everything_else_is_compiled_for() {
        assertThat(CheckJava.NEEDED).isEqualTo(Integer.parseInt(System.getProperty("needed.java")));
    }

    @ParameterizedTest
    @CsvSource({"1.8, 8", "11, 11", "17, 17", "25, 25", "26, 26", "next, 25"})
    void a_java_says_its_release_in_two_ways(String specification, int release) {
        assertThat(CheckJava.major(specification)).isEqualTo(release);
    }

    @Test
    void numbers_have_ascii_digits_whatever_language_the_machine_speaks() throws Exception {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("fa-IR"));
            assertThat(String.format("%d", 10)).as("in Persian").isNotEqualTo("10");

            CheckJava.main(new String[0]);

            assertThat(JarLauncher.ten).isEqualTo("10");
        } finally {
            Locale.setDefault(before);
        }
    }
}
