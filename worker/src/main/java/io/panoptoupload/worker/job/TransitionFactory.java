package io.panoptoupload.worker.job;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.job.Transition.Kind;
import io.panoptoupload.worker.stage.News;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Numbers a job's events on from its last one.
 *
 * @param worker the instance's name, in every event
 */
record EventNumbers(String worker) {
    /** A transition with the events that report it. */
    Transition transition(
            Kind kind, Situation of, UploadJob job, Instant now, String summary, News... news) {
        UploadJob next = job;
        List<OutcomeEvent> events = new ArrayList<>();
        for (News each : news) {
            OutcomeEvent event =
                    each.event(
                            new EventHeader(
                                    next.id(),
                                    next.identity().acceptedAt(),
                                    next.sequence() + 1,
                                    now,
                                    worker,
                                    next.attempt().number(),
                                    of.request().extensions()));
            events.add(event);
            next = next.withLastEvent(event);
        }
        return new Transition(kind, next, events, Optional.empty(), summary, Optional.empty());
    }
}
