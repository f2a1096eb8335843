package io.panoptoupload.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
