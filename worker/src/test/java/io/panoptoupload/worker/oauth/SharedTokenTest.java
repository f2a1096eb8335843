package io.panoptoupload.worker.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.SettableClock;
import io.panoptoupload.worker.UnstartableThread;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

class SharedTokenTest {
    @Test
    void a_request_for_which_no_thread_can_be_started_is_waited_for_by_nobody() {
        AtomicInteger threads = new AtomicInteger();
        SharedToken token =
                new SharedToken(
                        () -> new TokenResponse.Issued("a token", Duration.ofHours(1), null),
                        refusal -> {
                            throw new AssertionError(refusal.fault());
                        },
                        new SettableClock(),
                        asking ->
                                threads.getAndIncrement() == 0
                                        ? new UnstartableThread()
                                        : Thread.ofVirtual().unstarted(asking));
        assertThatThrownBy(token::current).isInstanceOf(InternalError.class);

        assertThat(CompletableFuture.supplyAsync(token::current))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("a token");
    }
}
