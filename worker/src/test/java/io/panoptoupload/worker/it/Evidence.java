package io.panoptoupload.worker.it;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.simulator.Ledger;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Everything that can be known from outside about what became of some jobs.
 *
 * @param uploads all that Panopto saw
 * @param events all that readers of committed records saw, in their order
 * @param journal all that stands in the journal, in the order of each partition
 * @param disturbances how often a worker was killed, frozen or stopped meanwhile
 * @param otherEnds which jobs need not be completed
 * @param liveHeaps bytes on each worker's heap after a full collection, which this asks for
 */
record Evidence(
        List<Job> jobs,
        List<Ledger.Upload> uploads,
        List<Outcomes.Event> events,
        List<JournalTrail.Entry> journal,
        int disturbances,
        OtherEnds otherEnds,
        Supplier<List<Long>> liveHeaps) {

    /** Requests by their ids. */
    record OtherEnds(Set<String> mayBeCancelled, Set<String> mayFail) {}

    List<Outcomes.Event> eventsOf(String requestId) {
        return events.stream().filter(e -> e.isOf(requestId)).toList();
    }

    /** The uploads that a job's events name. */
    List<Ledger.Upload> uploadsOf(Job job) {
        Set<String> ids =
                eventsOf(job.id()).stream()
                        .map(Outcomes.Event::event)
                        .filter(OutcomeEvent.Created.class::isInstance)
                        .map(event -> ((OutcomeEvent.Created) event).uploadId())
                        .collect(Collectors.toSet());
        return uploads.stream().filter(upload -> ids.contains(upload.id())).toList();
    }

    /**
     * Uploads under the job's title that were finalised and not taken back: each is a session that
     * people see, or are about to see. Found by the title, so that one that no event names counts.
     */
    List<Ledger.Upload> publishedFor(Job job) {
        return uploads.stream()
                .filter(upload -> upload.finalised() > 0)
                .filter(upload -> upload.state() == 1 || upload.state() == 3 || upload.state() == 4)
                .filter(upload -> String.valueOf(upload.manifest()).contains(job.titleElement()))
                .toList();
    }
}
