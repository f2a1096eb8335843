package io.panoptoupload.gateway.view;

import io.panoptoupload.worker.job.JobStatus;

import java.util.Locale;
import java.util.Optional;

/** Where an upload stands; the first seven as the journal has them. */
public enum UploadState {
    WAITING,
    TRANSFERRING,
    PARKED,
    PROCESSING,
    COMPLETED,
    FAILED,
    CANCELLED,
    /** Refused by the workers; no job was made of it. */
    REJECTED;

    static UploadState of(JobStatus.State state) {
        return valueOf(state.name());
    }

    /** As in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<UploadState> ofWireName(String name) {
        for (UploadState state : values()) {
            if (state.wireName().equals(name)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    public boolean isFinal() {
        return compareTo(COMPLETED) >= 0;
    }
}
