package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

/** However often a request is delivered and whoever dies: at most one session is published. */
final class AtMostOneSession implements Guarantee {
    @Override
    public void verify(Evidence evidence) {
        for (Job job : evidence.jobs()) {
            assertThat(evidence.publishedFor(job))
                    .as("published sessions of " + job.id())
                    .hasSizeLessThanOrEqualTo(1);
        }
    }
}
