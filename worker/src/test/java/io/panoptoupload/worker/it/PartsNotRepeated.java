package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.simulator.Ledger;

/**
 * A part that was confirmed and recorded is not sent again: each time that a worker goes, at most
 * the parts in flight and those of one checkpoint interval are.
 */
final class PartsNotRepeated implements Guarantee {
    /** The workers' default. */
    static final int IN_FLIGHT = 4;

    /** Between two checkpoints, 200 ms apart, no more parts of 5 MiB than that are confirmed. */
    static final int UNRECORDED = 4;

    @Override
    public void verify(Evidence evidence) {
        int most = evidence.disturbances() * (IN_FLIGHT + UNRECORDED);
        for (Job job : evidence.jobs()) {
            for (Ledger.Upload upload : evidence.uploadsOf(job)) {
                int repeated =
                        upload.files().stream()
                                .filter(file -> !file.name().equals("manifest.xml"))
                                .mapToInt(Ledger.File::repeatedParts)
                                .sum();
                assertThat(repeated).as("repeated parts of " + job.id()).isLessThanOrEqualTo(most);
            }
        }
    }
}
