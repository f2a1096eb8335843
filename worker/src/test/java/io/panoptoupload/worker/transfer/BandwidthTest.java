package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class BandwidthTest {
    @Test
    void bytesWaitForThoseBeforeThem() throws Exception {
        long began = System.nanoTime();
        Bandwidth bandwidth = new Bandwidth(10_000);

        for (int i = 0; i < 5; i++) {
            bandwidth.pass(1000);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThanOrEqualTo(Duration.ofMillis(399));
    }

    @Test
    void unlimitedNeverWaits() throws Exception {
        Thread.currentThread().interrupt();

        new Bandwidth(Long.MAX_VALUE).pass(Integer.MAX_VALUE);

        assertThat(Thread.interrupted()).isTrue();
    }
}
