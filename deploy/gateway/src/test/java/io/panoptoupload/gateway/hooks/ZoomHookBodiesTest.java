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
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.ErrorResponseException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Bodies of calls that are not known to be from Zoom. */
class ZoomHookBodiesTest {
    private static final String PLAUSIBLE = "v0=" + "0".repeat(64);
    private static final byte[] SMALL = "{\"event\":\"meeting.started\"}".getBytes(UTF_8);

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
                        new Unproven(),
                        new Unproven(now(), "v0=00"),
                        new Unproven("now", PLAUSIBLE),
                        new Unproven(old, PLAUSIBLE))) {
            assertThatThrownBy(() -> hook.called(call))
                    .satisfies(fault -> assertStatus(fault, 401));
        }
        assertThat(it.counted("zoom", "refused")).isEqualTo(4);
        assertThatThrownBy(() -> hook.called(call(body, now(), PLAUSIBLE)))
                .satisfies(fault -> assertStatus(fault, 401));
    }

    @Test
    void strangers_who_never_send_the_rest_of_their_bodies_keep_none_of_zooms_calls_out()
            throws Exception {
        for (int sent : List.of(0, ZoomHook.MAX_FREE + 1)) {
            try (Senders _ = new Senders(sent)) {
                assertThat(hook.called(signed(SMALL))).isEmpty();
            }
        }
        assertThat(it.counted("zoom", "ignored")).isEqualTo(2);
        assertThat(it.counted("zoom", "failed")).isZero();
    }

    @Test
    void no_more_than_some_large_bodies_are_in_memory_before_they_are_proven() throws Exception {
        byte[] large =
                "{\"event\":\"meeting.started\",\"payload\":\"%s\"}"
                        .formatted("x".repeat(ZoomHook.MAX_FREE))
                        .getBytes(UTF_8);
        try (Senders _ = new Senders(ZoomHook.MAX_FREE + 1)) {
            assertThatThrownBy(() -> hook.called(signed(large)))
                    .satisfies(fault -> assertStatus(fault, 503));
        }
        hook.called(signed(large));
        assertThat(it.counted("zoom", "failed")).isEqualTo(1);
        assertThat(it.counted("zoom", "ignored")).isEqualTo(1);
    }

    /** As many as may be read at once; each has sent so much of its body, and sends no more. */
    private final class Senders implements AutoCloseable {
        private final CountDownLatch over = new CountDownLatch(1);
        private final List<Thread> threads;

        Senders(int sent) {
            AtomicInteger waiting = new AtomicInteger();
            Runnable rest =
                    () -> {
                        waiting.incrementAndGet();
                        awaitUninterrupted(over);
                    };
            threads =
                    Stream.generate(() -> Thread.ofVirtual().start(() -> call(sent, rest)))
                            .limit(ZoomHook.MAX_READ_AT_ONCE)
                            .toList();
            await().until(() -> waiting.get() == ZoomHook.MAX_READ_AT_ONCE);
        }

        private void call(int sent, Runnable rest) {
            try {
                hook.called(new Unproven(sent, rest, now(), PLAUSIBLE));
            } catch (IOException | InterruptedException | ErrorResponseException e) {
                // not signed
            }
        }

        @Override
        public void close() {
            over.countDown();
            await().until(() -> threads.stream().noneMatch(Thread::isAlive));
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
    private static final class Unproven extends MockHttpServletRequest {
        private final int sent;
        private final Runnable rest;

        Unproven(int sent, Runnable rest, String... head) {
            super("POST", "/hooks/zoom");
            this.sent = sent;
            this.rest = rest;
            if (head.length > 0) {
                addHeader(ZoomHook.TIMESTAMP, head[0]);
                addHeader(ZoomHook.SIGNATURE, head[1]);
            }
        }

        Unproven(String... head) {
            this(
                    0,
                    () -> {
                        throw new AssertionError("the body is read");
                    },
                    head);
        }

        @Override
        public ServletInputStream getInputStream() {
            return new DelegatingServletInputStream(
                    new InputStream() {
                        private int given;

                        @Override
                        public int read() {
                            if (given++ < sent) {
                                return ' ';
                            }
                            rest.run();
                            return -1;
                        }

                        @Override
                        public int read(byte[] into, int offset, int length) {
                            int one = read();
                            if (one < 0) {
                                return -1;
                            }
                            into[offset] = (byte) one;
                            return 1;
                        }
                    });
        }
    }
}
