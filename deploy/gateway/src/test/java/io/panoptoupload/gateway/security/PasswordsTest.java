package io.panoptoupload.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.password.PasswordEncoder;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class PasswordsTest {
    private static final int LOGINS = 400;

    private final Checks checks = new Checks();
    private final Passwords passwords =
            passwords(
                    Map.of("alice", new AccessProperties.User("{bcrypt}right", List.of("viewer"))));

    private Passwords passwords(Map<String, AccessProperties.User> users) {
        return new Passwords(
                users,
                new LoginLimit(InstantSource.system()),
                new LoginMeters(new SimpleMeterRegistry()),
                checks);
    }

    @ParameterizedTest
    @CsvSource({"alice, 10", "somebody-%d, 50"})
    void of_logins_that_come_all_at_once_no_more_are_checked_than_may_fail(
            String name, int allowed) {
        logInAllAtOnce(number -> name.formatted(number), "wrong");
        assertThat(checks.begun).hasValue(allowed);
    }

    @Test
    void calls_that_come_all_at_once_with_one_right_password_are_all_let_in() {
        assertThat(logInAllAtOnce(_ -> "alice", "right")).isEqualTo(LOGINS);
        assertThat(checks.begun.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void one_try_short_of_the_limit_may_still_log_in() {
        checks.mayGoOn.release(LOGINS);
        for (int i = 1; i < LoginLimit.MAX_OF_NAME; i++) {
            assertThat(isLetIn("alice", "wrong")).isFalse();
        }
        assertThat(isLetIn("alice", "right")).isTrue();
    }

    @Test
    void of_more_than_a_thousand_users_those_are_recognised_that_logged_in_last() {
        checks.mayGoOn.release(LOGINS * 10);
        Map<String, AccessProperties.User> users =
                IntStream.rangeClosed(0, 1000)
                        .boxed()
                        .collect(
                                Collectors.toMap(
                                        number -> "user-" + number,
                                        _ ->
                                                new AccessProperties.User(
                                                        "{bcrypt}right", List.of("viewer"))));
        Passwords many = passwords(users);
        for (int number = 0; number <= 1000; number++) {
            logIn(many, "user-" + number, "right");
        }
        assertThat(checks.begun).hasValue(1001);
        logIn(many, "user-1000", "right");
        assertThat(checks.begun).hasValue(1001);
        logIn(many, "user-0", "right");
        assertThat(checks.begun).hasValue(1002);
    }

    @Test
    void a_login_that_waits_too_long_is_refused_unchecked() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                threads.execute(() -> isLetIn("alice", "right"));
            }
            await().until(() -> checks.begun.get() == 2);
            assertThatThrownBy(() -> logIn("alice", "right"))
                    .isInstanceOf(AuthenticationServiceException.class);
            checks.mayGoOn.release(2);
        }
        assertThat(checks.begun).hasValue(2);
    }

    /** Returns how many were let in. */
    private int logInAllAtOnce(IntFunction<String> name, String password) {
        AtomicInteger letIn = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < LOGINS; i++) {
                String user = name.apply(i);
                threads.execute(() -> letIn.addAndGet(isLetIn(user, password) ? 1 : 0));
            }
            await().until(() -> checks.begun.get() == 2);
            checks.mayGoOn.release(LOGINS);
        }
        return letIn.get();
    }

    private boolean isLetIn(String name, String password) {
        try {
            logIn(name, password);
            return true;
        } catch (AuthenticationException e) {
            return false;
        }
    }

    private void logIn(String name, String password) {
        logIn(passwords, name, password);
    }

    private static void logIn(Passwords passwords, String name, String password) {
        var _ =
                passwords.authenticate(
                        UsernamePasswordAuthenticationToken.unauthenticated(name, password));
    }

    /** Compares as it is, and counts. */
    private static final class Checks implements PasswordEncoder {
        private final AtomicInteger begun = new AtomicInteger();
        private final Semaphore mayGoOn = new Semaphore(0);

        @Override
        public @Nullable String encode(@Nullable CharSequence password) {
            return "nobody's";
        }

        @Override
        public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
            begun.incrementAndGet();
            mayGoOn.acquireUninterruptibly();
            return String.valueOf(password).equals(encoded);
        }
    }
}
