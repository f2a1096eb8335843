package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFsecret",
                "\u00EF\u00BB\u00BFsecret",
                "secret\n",
                "secret\r\n",
                "secret\n\n",
                "sec\nret",
                " secret",
                "secret ",
                "secret\t",
                "secret\u00A0",
                "\"secret\"",
                "'secret'",
                "`secret`",
                "\u201Csecret\u201D",
                "\u201Esecret\u201C",
                "sec\u200Bret",
                "sec\u0000ret"
            })
    void what_is_no_part_of_a_secret_is_found_and_the_secret_not_shown(String text) {
        assertThat(SecretText.fault(text))
                .hasValueSatisfying(fault -> assertThat(fault).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "sec ret",
                "\"secret",
                "secret'",
                "s\"ecr\"et",
                "\u00FCml\u00E4ut",
                "a",
                "\"",
                "${x}#%&="
            })
    void what_may_be_one_passes(String text) {
        assertThat(SecretText.fault(text)).isEmpty();
    }
}
