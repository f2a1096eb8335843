package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeNumbersTest {
    /** Java's own decimals end at exponents of 32 bits. */
    @ParameterizedTest
    @CsvSource({
        "5.0, 5",
        "-7, -7",
        "1.5, 0.5",
        "1e400, 10000000000000000000",
        "1e9223372036854775808, 10000000000000000000",
        "-1E+99999999999, -10000000000000000000",
        "1e-99999999999, 0.5",
        "0e99999999999, 0",
        "-0.0e-99999999999, 0"
    })
    void a_number_is_judged_however_long_its_exponent_is(String sent, String judged) {
        assertThat(WholeNumbers.of(sent)).hasToString(judged);
    }
}
