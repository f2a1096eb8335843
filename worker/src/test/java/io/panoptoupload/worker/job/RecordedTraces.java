package io.panoptoupload.worker.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The traces of jobs, recorded. */
final class RecordedTraces implements StageTraces {
    static final String RUN = "00-0af7651916cd43dd8448eb211c80319c-00000000000000%02x-01";

    private final List<Due> began = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    @Override
    public Run begin(Due due) {
        began.add(due);
        String traceparent = RUN.formatted(began.size());
        return new Run() {
            @Override
            public Optional<String> traceparent() {
                return Optional.of(traceparent);
            }

            @Override
            public void end(StageOutcome outcome) {
                String error = outcome.error().map(code -> " " + code).orElse("");
                ended.add(due.stage().wireName() + " " + outcome.kind() + error);
            }
        };
    }

    List<Due> began() {
        return began;
    }

    /** Stage, what it came to and what it failed for: {@code create PARKED PANOPTO_UNAVAILABLE}. */
    List<String> ended() {
        return ended;
    }
}
