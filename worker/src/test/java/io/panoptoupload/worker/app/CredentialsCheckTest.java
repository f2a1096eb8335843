package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.AccessTokens.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

@Isolated("reads what the process logs")
@ExtendWith(OutputCaptureExtension.class)
class CredentialsCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");

    private final Panopto panopto = new Panopto();
    private final CredentialsCheck check =
            new CredentialsCheck(panopto::token, () -> panopto.refusal, InstantSource.fixed(NOW));

    @Test
    void refused_credentials_show_until_panopto_takes_them() {
        panopto.refusal = Optional.of(new Refusal("the password is wrong", NOW.plusSeconds(240)));
        assertThat(check.check()).isEqualTo(Duration.ofMinutes(4));
        assertThat(check.refusal()).contains("the password is wrong");
        panopto.refusal = Optional.empty();
        assertThat(check.check()).isLessThan(Duration.ofMinutes(1));
        assertThat(check.refusal()).isEmpty();
    }

    @Test
    void a_refusal_is_reported_once_with_what_becomes_of_the_jobs(CapturedOutput log) {
        panopto.refusal = Optional.of(new Refusal("the password is wrong", NOW.plusSeconds(30)));
        Duration _ = check.check();
        Duration _ = check.check();
        assertThat(log.getOut())
                .containsOnlyOnce("the password is wrong. Jobs wait meanwhile and none fails");
    }

    @Test
    void a_panopto_that_is_down_says_nothing_about_the_credentials() {
        panopto.down = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "down", null);
        assertThat(check.check()).isEqualTo(Duration.ofMinutes(1));
        assertThat(check.refusal()).isEmpty();
    }

    private static final class Panopto {
        private Optional<Refusal> refusal = Optional.empty();
        private @org.jspecify.annotations.Nullable TransientFault down;

        String token() {
            TransientFault failure = down;
            if (failure != null) {
                throw failure;
            }
            if (refusal.isPresent()) {
                throw TransientFault.notAttempted(
                        ErrorCode.AUTHENTICATION_FAILED, "the password is wrong", null, null);
            }
            return "a token";
        }
    }
}
