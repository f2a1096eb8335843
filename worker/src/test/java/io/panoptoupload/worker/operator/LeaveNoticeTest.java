package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class LeaveNoticeTest {
    @Test
    void it_says_how_to_follow_what_goes_on() {
        assertThat(LeaveNotice.text(List.of("a", "it's", "-x")))
                .containsExactly(
                        "",
                        "3 upload(s) go on without this command; to follow them again:",
                        "  panopto-upload watch -- a 'it'\\''s' -x");
    }

    @Test
    void it_says_nothing_when_all_have_ended() {
        assertThat(LeaveNotice.text(List.of())).isEmpty();
    }
}
