package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestTrackerTest {
    private final RequestTracker following = new RequestTracker();

    @Test
    void it_is_over_when_every_request_has_ended() {
        following.follow("a");
        following.follow("b");
        assertThat(following.isNews(Events.completed("a", 9))).isTrue();
        assertThat(following.allEnded()).isFalse();
        assertThat(following.open()).containsExactly("b");
        assertThat(following.isNews(Events.failed("b", 4))).isTrue();
        assertThat(following.allEnded()).isTrue();
        assertThat(following.exit()).isEqualTo(Exit.FAILED);
    }

    @Test
    void all_completed_is_success() {
        following.follow("a");
        following.isNews(Events.completed("a", 9));
        assertThat(following.exit()).isEqualTo(Exit.DONE);
    }

    @Test
    void an_event_published_again_is_no_news() {
        following.follow("a");
        assertThat(following.isNews(Events.accepted("a", 1))).isTrue();
        assertThat(following.isNews(Events.accepted("a", 1))).isFalse();
        assertThat(following.isNews(Events.accepted("other", 1))).isFalse();
    }

    @Test
    void another_attempt_opens_it_again() {
        following.follow("a");
        following.isNews(Events.failed("a", 4));
        following.isNews(Events.accepted("a", 5));
        assertThat(following.allEnded()).isFalse();
        following.isNews(Events.completed("a", 9));
        assertThat(following.exit()).isEqualTo(Exit.DONE);
    }

    @Test
    void a_published_request_ends_by_its_own_rejection_only() {
        following.follow("a", 3, 17);
        assertThat(following.isNews(Events.rejected("a", "a/rejected/3-16"))).isFalse();
        assertThat(following.allEnded()).isFalse();
        assertThat(following.isNews(Events.rejected("a", "a/rejected/3-17"))).isTrue();
        assertThat(following.allEnded()).isTrue();
        assertThat(following.exit()).isEqualTo(Exit.REJECTED);
        assertThat(following.isNews(Events.completed("a", 9)))
                .as("what becomes of the first request with this id")
                .isFalse();
        assertThat(following.exit()).isEqualTo(Exit.REJECTED);
    }

    @Test
    void a_rejection_does_not_end_a_job_that_was_accepted() {
        following.follow("a");
        following.isNews(Events.accepted("a", 1));
        assertThat(following.isNews(Events.rejected("a", "a/rejected/0-1"))).isTrue();
        assertThat(following.allEnded()).isFalse();
    }

    @Test
    void a_rejection_of_what_was_never_accepted_is_its_end() {
        following.follow("a");
        following.isNews(Events.rejected("a", "a/rejected/0-1"));
        assertThat(following.allEnded()).isTrue();
        assertThat(following.exit()).isEqualTo(Exit.REJECTED);
        following.isNews(Events.accepted("a", 1));
        assertThat(following.allEnded()).as("accepted after all").isFalse();
    }

    @Test
    void one_rejected_among_others_is_some_failed() {
        following.follow("a");
        following.follow("b");
        following.isNews(Events.rejected("a", "a/rejected/0-1"));
        following.isNews(Events.completed("b", 3));
        assertThat(following.exit()).isEqualTo(Exit.FAILED);
    }
}
