package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.job.JobStatus;

import picocli.CommandLine;

import java.util.Locale;

/** The states of jobs as they are written: like the metrics' label. */
final class JobStates implements CommandLine.ITypeConverter<JobStatus.State> {
    static final String ALL =
            "waiting, transferring, parked, processing, completed, failed, cancelled";

    @Override
    public JobStatus.State convert(String word) {
        for (JobStatus.State state : JobStatus.State.values()) {
            if (name(state).equals(word)) {
                return state;
            }
        }
        throw new CommandLine.TypeConversionException(
                "'%s' is no state; allowed: %s".formatted(word, ALL));
    }

    static String name(JobStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
