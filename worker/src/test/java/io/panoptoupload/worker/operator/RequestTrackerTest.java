package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestTrackerTest {
    private final RequestTracker tracker = new RequestTracker();

    @Test
    void it_is_over_when_every_request_has_ended() {
        tracker.follow("a");
        tracker.follow("b");
        assertThat(tracker.isNews(Events.completed("a", 9))).isTrue();
        assertThat(tracker.allEnded()).isFalse();
        assertThat(tracker.open()).containsExactly("b");
        assertThat(tracker.isNews(Events.failed("b", 4))).isTrue();
        assertThat(tracker.allEnded()).isTrue();
        assertThat(tracker.exit()).isEqualTo(Exit.FAILED);
    }

    @Test
    void all_completed_is_success() {
        tracker.follow("a");
        tracker.isNews(Events.completed("a", 9));
        assertThat(tracker.exit()).isEqualTo(Exit.DONE);
    }

    @Test
    void an_event_published_again_is_no_news() {
        tracker.follow("a");
        assertThat(tracker.isNews(Events.accepted("a", 1))).isTrue();
        assertThat(tracker.isNews(Events.accepted("a", 1))).isFalse();
        assertThat(tracker.isNews(Events.accepted("other", 1))).isFalse();
    }

    @Test
    void another_attempt_opens_it_again() {
        tracker.follow("a");
        tracker.isNews(Events.failed("a", 4));
        tracker.isNews(Events.accepted("a", 5));
        assertThat(tracker.allEnded()).isFalse();
        tracker.isNews(Events.completed("a", 9));
        assertThat(tracker.exit()).isEqualTo(Exit.DONE);
    }

    @Test
    void a_published_request_ends_by_its_own_rejection_only() {
        tracker.follow("a", 3, 17);
        assertThat(tracker.isNews(Events.rejected("a", "a/rejected/3-16"))).isFalse();
        assertThat(tracker.allEnded()).isFalse();
        assertThat(tracker.isNews(Events.rejected("a", "a/rejected/3-17"))).isTrue();
        assertThat(tracker.allEnded()).isTrue();
        assertThat(tracker.exit()).isEqualTo(Exit.REJECTED);
        assertThat(tracker.isNews(Events.completed("a", 9)))
                .as("what becomes of the first request with this id")
                .isFalse();
        assertThat(tracker.exit()).isEqualTo(Exit.REJECTED);
    }

    @Test
    void a_rejection_does_not_end_a_job_that_was_accepted() {
        tracker.follow("a");
        tracker.isNews(Events.accepted("a", 1));
        assertThat(tracker.isNews(Events.rejected("a", "a/rejected/0-1"))).isTrue();
        assertThat(tracker.allEnded()).isFalse();
    }

    @Test
    void a_rejection_of_what_was_never_accepted_is_its_end() {
        tracker.follow("a");
        tracker.isNews(Events.rejected("a", "a/rejected/0-1"));
        assertThat(tracker.allEnded()).isTrue();
        assertThat(tracker.exit()).isEqualTo(Exit.REJECTED);
        tracker.isNews(Events.accepted("a", 1));
        assertThat(tracker.allEnded()).as("accepted after all").isFalse();
    }

    @Test
    void one_rejected_among_others_is_some_failed() {
        tracker.follow("a");
        tracker.follow("b");
        tracker.isNews(Events.rejected("a", "a/rejected/0-1"));
        tracker.isNews(Events.completed("b", 3));
        assertThat(tracker.exit()).isEqualTo(Exit.FAILED);
    }
}
