package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** A source of which so many bytes come in so much time, under a clock of its own. */
class MinimumRateStreamTest {
    private static final MinimumRate RATE = new MinimumRate(1000, Duration.ofMinutes(1));

    private long now;
    private long taken;
    private int bytes;

    private final MinimumRateStream stream =
            new MinimumRateStream(
                    "https://media.uni.example/a.mp4",
                    new InputStream() {
                        @Override
                        public int read() {
                            now += taken;
                            return 7;
                        }

                        @Override
                        public int read(byte[] to, int offset, int length) {
                            now += taken;
                            int read = Math.min(length, bytes);
                            Arrays.fill(to, offset, offset + read, (byte) 7);
                            return read;
                        }
                    },
                    RATE,
                    () -> now);

    private void each(int read, Duration in) {
        bytes = read;
        taken = in.toNanos();
    }

    /** Returns the time that it took. */
    private Duration readFor(Duration time) throws IOException {
        long end = now + time.toNanos();
        while (now < end) {
            assertThat(stream.read(new byte[64 * 1024])).isEqualTo(bytes);
        }
        return time;
    }

    @Test
    void what_drips_is_given_up_after_a_window() {
        each(1, Duration.ofSeconds(50));
        assertThatThrownBy(() -> readFor(Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        SourceFailure.class,
                        failure -> {
                            TransientFault fault = (TransientFault) failure.fault();
                            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
                            assertThat(fault.retryAfter())
                                    .as("not worth another try at once")
                                    .isGreaterThan(RetryLimits.DEFAULT.longestWait());
                            assertThat(fault)
                                    .hasMessageContaining("https://media.uni.example/a.mp4")
                                    .hasMessageContaining("2 bytes in 100 s")
                                    .hasMessageContaining("worker.sources.minimum-rate");
                        });
        assertThat(Duration.ofNanos(now)).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void what_comes_at_the_rate_is_read_to_its_end() throws IOException {
        each(1000, Duration.ofSeconds(1));
        assertThat(readFor(Duration.ofHours(1))).isPositive();
        assertThat(stream.isSlow()).isFalse();
    }

    @Test
    void what_came_fast_and_drips_from_then_on_is_given_up_after_two_windows_at_most() {
        each(60_000, Duration.ofSeconds(1));
        assertThatThrownBy(
                        () -> {
                            readFor(Duration.ofSeconds(10));
                            each(1, Duration.ofSeconds(1));
                            readFor(Duration.ofHours(1));
                        })
                .isInstanceOf(SourceFailure.class);
        assertThat(Duration.ofNanos(now)).isLessThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void nobody_blames_the_source_for_what_the_reader_takes() throws IOException {
        each(1000, Duration.ofMillis(1));
        for (int i = 0; i < 10_000; i++) {
            assertThat(stream.read(new byte[1000])).isEqualTo(1000);
            now += Duration.ofMinutes(5).toNanos();
        }
    }

    @Test
    void after_some_seconds_it_may_be_called_slow_for_what_failed_elsewhere() throws IOException {
        each(1, Duration.ofSeconds(1));
        readFor(Duration.ofSeconds(9));
        assertThat(stream.isSlow()).isFalse();
        readFor(Duration.ofSeconds(1));
        assertThat(stream.isSlow()).isTrue();
    }

    @Test
    void single_bytes_count_as_well() {
        each(1, Duration.ofSeconds(50));
        assertThatThrownBy(
                        () -> {
                            while (now >= 0) {
                                assertThat(stream.read()).isEqualTo(7);
                            }
                        })
                .isInstanceOf(SourceFailure.class);
    }

    @Test
    void without_a_rate_nothing_is_watched() {
        InputStream plain = InputStream.nullInputStream();
        assertThat(new MinimumRate(0, Duration.ofMinutes(1)).demandedOf("a", plain))
                .isSameAs(plain);
    }
}
