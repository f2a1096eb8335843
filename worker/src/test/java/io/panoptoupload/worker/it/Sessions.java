package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Simulator;

import java.util.List;

/** The sessions that came into being at Panopto, found by the title that a request gave them. */
record Sessions(Simulator simulator) {

    /** Published ones: there is a session, and its upload is complete. */
    List<Ledger.Upload> published(String requestId) {
        return simulator.ledger().uploads().stream()
                .filter(upload -> upload.state() == 4)
                .filter(upload -> String.valueOf(upload.manifest()).contains(title(requestId)))
                .toList();
    }

    /** At most one session per request is ever published; here, exactly one. */
    Ledger.Upload onlyOne(String requestId) {
        List<Ledger.Upload> published = published(requestId);
        assertThat(published).as("published sessions of " + requestId).hasSize(1);
        return published.getFirst();
    }

    /** Of all requests together: each was done, and none twice. */
    void assertNumber(int expected) {
        assertThat(simulator.ledger().uploads())
                .filteredOn(upload -> upload.sessionId() != null)
                .as("sessions")
                .hasSize(expected);
    }

    private static String title(String requestId) {
        return "<Title>Lecture " + requestId + "</Title>";
    }
}
