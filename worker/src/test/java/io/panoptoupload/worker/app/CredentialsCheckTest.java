package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

class CredentialsCheckTest {
    @Test
    void refused_credentials_show_until_panopto_takes_them() {
        PermanentFault refused =
                new PermanentFault(ErrorCode.AUTHENTICATION_FAILED, "the password is wrong");
        Deque<RuntimeException> answers = new ArrayDeque<>(List.of(refused));
        try (CredentialsCheck check = check(answers)) {
            assertThat(check.isAccepted()).isFalse();
            assertThat(check.refusal()).contains("the password is wrong");
            assertThat(check.isAccepted()).isTrue();
            assertThat(check.refusal()).isEmpty();
        }
    }

    @Test
    void a_panopto_that_is_down_says_nothing_about_the_credentials() {
        TransientFault down = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "down", null);
        try (CredentialsCheck check = check(new ArrayDeque<>(List.of(down)))) {
            assertThat(check.isAccepted()).isFalse();
            assertThat(check.refusal()).isEmpty();
        }
    }

    private static CredentialsCheck check(Deque<RuntimeException> answers) {
        return new CredentialsCheck(() -> {
            if (!answers.isEmpty()) {
                throw answers.removeFirst();
            }
        });
    }
}
