package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;

/** Something to publish: an outcome event that still lacks its header. */
@FunctionalInterface
public interface EventDraft {
    OutcomeEvent event(EventHeader header);
}
