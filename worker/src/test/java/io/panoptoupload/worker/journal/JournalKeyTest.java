package io.panoptoupload.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"lt1", "position", "a:b#c", ":", "job:x", "parts:0:0:x", "0:1", "#/%"})
    void every_kind_is_read_back_whatever_the_id_looks_like(String id) {
        JournalKey[] keys = {
            new JournalKey.Job(id),
            new JournalKey.Request(id),
            new JournalKey.Cancel(id),
            new JournalKey.Parts(id, 3, 19)
        };
        for (JournalKey key : keys) {
            assertThat(JournalKey.parse(key.bytes())).contains(key);
        }
        assertThat(keys)
                .extracting(JournalKey::text)
                .doesNotHaveDuplicates()
                .doesNotContain("position");
    }

    @Test
    void the_position_is_read_back() {
        assertThat(JournalKey.parse(new JournalKey.Position().bytes()))
                .contains(new JournalKey.Position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lease:7", "positions", "parts:x:0:id", "parts:0", "parts:1:2"})
    void what_a_newer_worker_may_have_written_is_passed_over(String key) {
        assertThat(JournalKey.parse(key.getBytes(UTF_8))).isEmpty();
    }
}
