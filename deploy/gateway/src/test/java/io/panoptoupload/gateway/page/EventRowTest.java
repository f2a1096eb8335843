package io.panoptoupload.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

class EventRowTest {
    private static final Times TIMES = new Times(InstantSource.system(), ZoneOffset.UTC);

    @Test
    void progress_tells_what_is_confirmed_apart() {
        assertThat(text("\"bytesSent\":3000,\"bytesConfirmed\":2000,\"bytesTotal\":4000"))
                .isEqualTo("3.0 kB of 4.0 kB, 2.0 kB confirmed, 00-a.mp4");
        assertThat(text("\"bytesSent\":3000,\"bytesConfirmed\":0"))
                .isEqualTo("3.0 kB, 0 B confirmed, 00-a.mp4");
    }

    @Test
    void progress_says_it_once_where_all_of_it_is_confirmed_or_nothing_is_known_of_that() {
        assertThat(text("\"bytesSent\":3000,\"bytesConfirmed\":3000,\"bytesTotal\":4000"))
                .isEqualTo("3.0 kB of 4.0 kB, 00-a.mp4");
        assertThat(text("\"bytesSent\":3000,\"bytesTotal\":4000"))
                .isEqualTo("3.0 kB of 4.0 kB, 00-a.mp4");
    }

    private static String text(String bytes) {
        String event = "{\"type\":\"progress\",\"file\":\"00-a.mp4\",%s}".formatted(bytes);
        return EventRow.of(List.of(JsonMapper.shared().readTree(event)), TIMES).getFirst().text();
    }
}
