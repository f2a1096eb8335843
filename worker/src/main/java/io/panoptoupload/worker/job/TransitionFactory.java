package io.panoptoupload.worker.job;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.job.Transition.Kind;
import io.panoptoupload.worker.stage.EventDraft;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes transitions, and the events that report them, numbered on from the job's last one.
 *
 * @param worker the instance's name, in every event
 */
record TransitionFactory(String worker) {
    Transition transition(
            Kind kind,
            DecisionContext context,
            UploadJob job,
            Instant now,
            String summary,
            EventDraft... drafts) {
        UploadJob next = job;
        List<OutcomeEvent> events = new ArrayList<>();
        for (EventDraft each : drafts) {
            OutcomeEvent event =
                    each.event(
                            new EventHeader(
                                    next.id(),
                                    next.identity().acceptedAt(),
                                    next.sequence() + 1,
                                    now,
                                    worker,
                                    next.attempt().number(),
                                    context.request().extensions()));
            events.add(event);
            next = next.withLastEvent(event);
        }
        return new Transition(kind, next, events, Optional.empty(), summary, Optional.empty());
    }
}
