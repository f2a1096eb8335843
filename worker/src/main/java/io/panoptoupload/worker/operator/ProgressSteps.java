package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;

import java.util.Map;

/** Which events are worth a line: of progress, every tenth of the whole. */
final class ProgressSteps {
    private static final int STEP_PERCENT = 10;
    private static final int MAX_REMEMBERED = 10_000;

    private final Map<String, Integer> steps = new LatestById<>(MAX_REMEMBERED);

    boolean isStep(OutcomeEvent event) {
        if (event instanceof OutcomeEvent.Progress progress) {
            Double percent = progress.percent();
            int step = percent == null ? 0 : (int) (percent / STEP_PERCENT);
            Integer before = steps.put(progress.requestId(), step);
            return before == null || before < step;
        }
        if (event.isFinal() || event instanceof OutcomeEvent.Accepted) {
            steps.remove(event.requestId());
        }
        return true;
    }
}
