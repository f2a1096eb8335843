package io.panoptoupload.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The checks must find what an expression asks for. */
@Tag("full")
class ExpressionsTest {
    @Test
    void selectors_are_found_among_functions_keywords_and_label_lists() {
        assertThat(
                        Expressions.selectors(
                                """
                                sum by (namespace, job) (rate(a_total{x="y"}[5m])) > 1
                                and on (job) job:b:max == 1 unless histogram_quantile(0.9, c_bucket)
                                """))
                .containsExactly("a_total{x=\"y\"}", "job:b:max", "c_bucket");
    }
}
