package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;

import java.time.temporal.ChronoUnit;

/**
 * A line per event: as it was published, or for people its time, its request id and what happened.
 * Of progress, those are shown only every tenth part.
 */
final class EventLines implements EventDisplay {
    private final Output out;
    private final Output err;
    private final boolean asJson;
    private final ProgressSteps steps = new ProgressSteps();

    EventLines(Output out, Output err, boolean asJson) {
        this.out = out;
        this.err = err;
        this.asJson = asJson;
    }

    @Override
    public void show(OutcomeFeed.ReceivedEvent received) {
        OutcomeEvent event = received.event();
        if (asJson) {
            // JSON is UTF-8, whatever the terminal speaks.
            out.json(received.json());
        } else if (steps.isStep(event)) {
            out.line(
                    "%s %s %s"
                            .formatted(
                                    event.header().occurredAt().truncatedTo(ChronoUnit.SECONDS),
                                    event.requestId(),
                                    EventText.of(event)));
        }
    }

    @Override
    public void tick() {
        out.stream().flush();
    }

    @Override
    public void note(String line) {
        err.line(line);
    }

    @Override
    public boolean isSeen() {
        return !out.stream().checkError();
    }
}
