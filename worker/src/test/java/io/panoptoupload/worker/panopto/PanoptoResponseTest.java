package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanoptoResponseTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Message\":1e2147483648}",
                "{\"Message\":-1e-2147483649}",
                "{\"Message\":1e9223372036854775808}"
            })
    void a_number_that_no_decimal_holds_makes_a_response_that_is_not_panoptos(String body) {
        PanoptoResponse response = new PanoptoResponse(404, "application/json", null, body);
        assertThat(response.fromPanopto()).isFalse();
        assertThat(response.text()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1.50}", "{\"a\":123456789012345678901234567890.1}"})
    void other_numbers_are_passed_on_to_the_last_digit(String body) {
        assertThat(new PanoptoResponse(200, "application/json", null, body).object())
                .hasToString(body);
    }
}
