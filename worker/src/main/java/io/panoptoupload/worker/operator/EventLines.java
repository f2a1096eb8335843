package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line per change: time, request id and what happened. Of progress, only every tenth part is a
 * change.
 */
final class EventLines implements EventDisplay {
    private static final int STEP_PERCENT = 10;
    private static final int MAX_REMEMBERED = 10_000;

    private final Output out;
    private final Output err;
    private final Map<String, Integer> steps =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    EventLines(Output out, Output err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void show(OutcomeFeed.ReceivedEvent told) {
        OutcomeEvent event = told.event();
        if (event instanceof OutcomeEvent.Progress progress && !isStep(progress)) {
            return;
        }
        if (event.isFinal() || event instanceof OutcomeEvent.Accepted) {
            steps.remove(event.requestId());
        }
        out.line(
                "%s %s %s"
                        .formatted(
                                event.header().occurredAt().truncatedTo(ChronoUnit.SECONDS),
                                event.requestId(),
                                EventText.of(event)));
    }

    private boolean isStep(OutcomeEvent.Progress progress) {
        Double percent = progress.percent();
        int step = percent == null ? 0 : (int) (percent / STEP_PERCENT);
        Integer before = steps.put(progress.requestId(), step);
        return before == null || before < step;
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
