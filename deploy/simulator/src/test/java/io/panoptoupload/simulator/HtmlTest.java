package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/** What somebody else wrote neither builds nor turns the page. */
class HtmlTest {
    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .storage(new Storage.Discard())
                            .processingDelay(Duration.ZERO));

    @ParameterizedTest
    @CsvSource({
        "000A, ' '",
        "0085, ' '",
        "2028, ' '",
        "0000, \uFFFD",
        "001B, \uFFFD",
        "009B, \uFFFD",
        "00AD, \uFFFD",
        "061C, \uFFFD",
        "115F, \uFFFD",
        "200B, \uFFFD",
        "202E, \uFFFD",
        "2066, \uFFFD",
        "2800, \uFFFD",
        "3164, \uFFFD",
        "FE0F, \uFFFD",
        "FEFF, \uFFFD",
        "E0041, \uFFFD",
        "E0100, \uFFFD"
    })
    void what_does_not_show_is_replaced(String hexadecimal, String sign) {
        String character = Character.toString(Integer.parseInt(hexadecimal, 16));

        assertThat(Html.text("é" + character + "<b>")).isEqualTo("é" + sign + "&lt;b&gt;");
    }

    @Test
    void a_title_cannot_turn_the_page() {
        TestUpload upload = simulator.client().begin().file("a.mp4", "bytes");
        String title = "Week 12\u202E\u2066 &lt;script&gt;";
        String manifest = Manifests.session("<Description>" + title + "</Description>");
        upload.file("manifest.xml", manifest).finalise().expect(200);

        assertThat(simulator.anonymous().get("/").expect(200).body())
                .contains("Week 12\uFFFD\uFFFD &lt;script&gt;")
                .doesNotContain("\u202E", "\u2066", "<script");
    }
}
