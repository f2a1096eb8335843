package io.panoptoupload.gateway.hooks;

import static io.panoptoupload.gateway.hooks.HookFixture.OTHER;
import static io.panoptoupload.gateway.hooks.ZoomHookTest.assertStatus;
import static io.panoptoupload.gateway.hooks.ZoomHookTest.call;
import static io.panoptoupload.gateway.hooks.ZoomHookTest.now;
import static io.panoptoupload.gateway.hooks.ZoomHookTest.signed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletInputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.ErrorResponseException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Bodies of calls that are not known to be from Zoom. */
class ZoomHookBodiesTest {
    private static final String PLAUSIBLE = "v0=" + "0".repeat(64);

    @TempDir Path directory;
    private HookFixture it;
    private ZoomHook hook;

    @BeforeEach
    void open() throws Exception {
        it = new HookFixture(directory);
        hook = new ZoomHook(it.hooks("{\"default\": \"%s\"}".formatted(OTHER), null));
    }

    @Test
    void of_a_call_whose_head_proves_nothing_no_body_is_read() {
        byte[] body = "{}".getBytes(UTF_8);
        String old = Long.toString(Long.parseLong(now()) - 301);
        for (MockHttpServletRequest call :
                List.of(
                        new Endless(),
                        new Endless(now(), "v0=00"),
                        new Endless("now", PLAUSIBLE),
                        new Endless(old, PLAUSIBLE))) {
            assertThatThrownBy(() -> hook.called(call))
                    .satisfies(fault -> assertStatus(fault, 401));
        }
        assertThat(it.counted("zoom", "refused")).isEqualTo(4);
        assertThatThrownBy(() -> hook.called(call(body, now(), PLAUSIBLE)))
                .satisfies(fault -> assertStatus(fault, 401));
    }

    @Test
    void no_more_than_some_bodies_are_in_memory_before_they_are_proven() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger reading = new AtomicInteger();
        Runnable read =
                () -> {
                    reading.incrementAndGet();
                    awaitUninterrupted(over);
                };
        List<Thread> senders =
                Stream.generate(() -> Thread.ofVirtual().start(() -> calledBy(read)))
                        .limit(ZoomHook.MAX_READ_AT_ONCE)
                        .toList();
        byte[] body = "{\"event\":\"meeting.started\"}".getBytes(UTF_8);
        try {
            await().until(() -> reading.get() == ZoomHook.MAX_READ_AT_ONCE);
            assertThatThrownBy(() -> hook.called(signed(body)))
                    .satisfies(fault -> assertStatus(fault, 503));
        } finally {
            over.countDown();
        }
        for (Thread each : senders) {
            each.join();
        }
        hook.called(signed(body));
        assertThat(it.counted("zoom", "failed")).isEqualTo(1);
        assertThat(it.counted("zoom", "ignored")).isEqualTo(1);
    }

    private void calledBy(Runnable read) {
        try {
            hook.called(new Endless(read, now(), PLAUSIBLE));
        } catch (IOException | InterruptedException | ErrorResponseException e) {
            // not signed
        }
    }

    private static void awaitUninterrupted(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A call whose body is not read without somebody's hearing of it. */
    private static final class Endless extends MockHttpServletRequest {
        private final Runnable read;

        Endless(Runnable read, String... head) {
            super("POST", "/hooks/zoom");
            this.read = read;
            if (head.length > 0) {
                addHeader(ZoomHook.TIMESTAMP, head[0]);
                addHeader(ZoomHook.SIGNATURE, head[1]);
            }
        }

        Endless(String... head) {
            this(
                    () -> {
                        throw new AssertionError("the body is read");
                    },
                    head);
        }

        @Override
        public ServletInputStream getInputStream() {
            read.run();
            return super.getInputStream();
        }
    }
}
