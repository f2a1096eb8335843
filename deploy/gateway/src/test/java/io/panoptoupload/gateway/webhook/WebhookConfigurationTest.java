package io.panoptoupload.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.net.URI;

@ExtendWith(OutputCaptureExtension.class)
class WebhookConfigurationTest {
    @ParameterizedTest
    @CsvSource({"fifteen letters, true", "sixteen letters!, false"})
    void a_secret_that_could_be_guessed_is_warned_of_and_not_shown(
            String secret, boolean warned, CapturedOutput output) {
        WebhookProperties webhook =
                new WebhookProperties(URI.create("https://receiver.invalid/"), secret, "group");
        new WebhookConfiguration().webhookReceiver(webhook).close();
        assertThat(output.toString().contains("gateway.webhook.secret")).isEqualTo(warned);
        assertThat(output).doesNotContain("letters");
    }
}
