package io.panoptoupload.worker.partition;

import java.util.ArrayList;
import java.util.List;

/** Takeovers that are left to the test. */
final class Takeovers implements Ownership.Takeovers {
    final List<OwnedPartition> begun = new ArrayList<>();
    final List<OwnedPartition> reopened = new ArrayList<>();

    @Override
    public void begin(OwnedPartition assigned) {
        begun.add(assigned);
    }

    @Override
    public void reopen(OwnedPartition open, String reason) {
        open.halt(open.opening());
        reopened.add(open);
    }
}
