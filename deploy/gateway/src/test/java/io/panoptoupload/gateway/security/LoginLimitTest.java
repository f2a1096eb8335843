package io.panoptoupload.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class LoginLimitTest {
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");
    private final LoginLimit limit = new LoginLimit(() -> now);

    @Test
    void too_many_failures_under_one_name_end_it_for_a_while_from_that_address_only() {
        fail("10.0.0.1", "alice", LoginLimit.MAX_OF_NAME);
        assertThat(limit.isExceeded("10.0.0.1", "alice")).isTrue();
        assertThat(limit.isExceeded("10.0.0.1", "bob")).isFalse();
        assertThat(limit.isExceeded("10.0.0.2", "alice")).isFalse();
        now = now.plus(LoginLimit.WINDOW).plusSeconds(1);
        assertThat(limit.isExceeded("10.0.0.1", "alice")).isFalse();
    }

    @Test
    void many_names_from_one_address_end_it_for_all_of_them() {
        for (int i = 0; i < LoginLimit.MAX_OF_ADDRESS; i++) {
            fail("10.0.0.1", "name-" + i, 1);
        }
        assertThat(limit.isExceeded("10.0.0.1", "somebody else")).isTrue();
    }

    @Test
    void a_login_that_succeeds_ends_the_count() {
        fail("10.0.0.1", "alice", LoginLimit.MAX_OF_NAME - 1);
        limit.succeeded("10.0.0.1", "alice");
        fail("10.0.0.1", "alice", 1);
        assertThat(limit.isExceeded("10.0.0.1", "alice")).isFalse();
    }

    @Test
    void of_ten_thousand_those_are_remembered_that_failed_last() {
        fail("10.0.0.1", "alice", LoginLimit.MAX_OF_NAME);
        for (int i = 0; i < 10_001; i++) {
            fail("address-" + i, "alice", 1);
        }
        fail("10.0.0.2", "alice", LoginLimit.MAX_OF_NAME);
        assertThat(limit.isExceeded("10.0.0.1", "alice")).isFalse();
        assertThat(limit.isExceeded("10.0.0.2", "alice")).isTrue();
    }

    private void fail(String address, String name, int times) {
        for (int i = 0; i < times; i++) {
            limit.failed(address, name);
        }
    }
}
