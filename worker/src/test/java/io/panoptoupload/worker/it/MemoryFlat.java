package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

/** What a worker keeps on its heap does not follow the bytes that it has carried. */
final class MemoryFlat implements Guarantee {
    /** An idle worker keeps about half of that. */
    private static final long MAX_LIVE_BYTES = 80L * 1024 * 1024;

    @Override
    public void verify(Evidence evidence) {
        assertThat(evidence.liveHeaps().get())
                .as("bytes on the heap of each worker after a full collection")
                .isNotEmpty()
                .allSatisfy(live -> assertThat(live).isLessThan(MAX_LIVE_BYTES));
    }
}
