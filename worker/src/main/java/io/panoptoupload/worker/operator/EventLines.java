package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;

import java.time.temporal.ChronoUnit;

/**
 * A line per change: time, request id and what happened. Of progress, only every tenth part is a
 * change.
 */
final class EventLines implements EventDisplay {
    private final Output out;
    private final Output err;
    private final ProgressSteps steps = new ProgressSteps();

    EventLines(Output out, Output err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void show(OutcomeFeed.ReceivedEvent received) {
        OutcomeEvent event = received.event();
        if (!steps.isStep(event)) {
            return;
        }
        out.line(
                "%s %s %s"
                        .formatted(
                                event.header().occurredAt().truncatedTo(ChronoUnit.SECONDS),
                                event.requestId(),
                                EventText.of(event)));
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
