package io.panoptoupload.worker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class PanoptoTextTest {
    @Test
    void words_are_carried_verbatim() {
        assertThat(PanoptoText.redacted(" The folder's quota is used up (é). \n"))
                .isEqualTo("The folder's quota is used up (é).");
    }

    @Test
    void nothing_is_carried_as_nothing() {
        assertThat(PanoptoText.redacted(null)).isNull();
        assertThat(PanoptoText.redacted(" \n")).isNull();
    }

    @Test
    void what_opens_doors_is_not() {
        assertThat(
                        PanoptoText.redacted(
                                "GET https://h/Panopto/Upload/8b0c-1/a.mp4 with bearer eyJ.a.b, then https://h/x?sig=1&b=2 failed"))
                .isEqualTo(
                        "GET https://h/Panopto/Upload/… with bearer …, then https://h/x?… failed");
    }

    /** Within the test's time-out. */
    @Test
    void a_text_that_is_made_to_be_expensive_is_not_searched_as_a_whole() {
        assertThat(PanoptoText.redacted("://".repeat(350_000))).hasSize(1001);
    }

    /** A long query becomes short, so that what stands at the cut is carried. */
    @Test
    void what_opens_doors_is_not_where_a_text_is_cut() {
        for (String door : List.of("https://h/y?sig=", "bearer ", "https://h/Panopto/Upload/")) {
            for (int length = 3900; length < 4000; length++) {
                String text =
                        "https://h/x?" + "q".repeat(length) + " " + door + "secret".repeat(50);
                assertThat(PanoptoText.redacted(text))
                        .startsWith("https://h/x?…")
                        .doesNotContain("sec");
            }
        }
    }

    @Test
    void a_long_text_is_cut() {
        assertThat(PanoptoText.redacted("x".repeat(5000))).hasSize(1001).endsWith("…");
    }
}
