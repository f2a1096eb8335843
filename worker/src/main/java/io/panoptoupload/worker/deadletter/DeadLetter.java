package io.panoptoupload.worker.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What stands in a record of the dead-letter topic. */
public final class DeadLetter {
    private DeadLetter() {}

    /** One whose record was larger than the topic takes only says where that stands. */
    public static boolean isReplayable(ConsumerRecord<byte[], byte[]> letter) {
        return letter.value() != null;
    }

    /** Why a letter was refused, as the worker put it. */
    public static String reason(ConsumerRecord<byte[], byte[]> letter) {
        @Nullable Header reason = letter.headers().lastHeader(Topics.DEAD_LETTER_REASON_HEADER);
        return reason == null || reason.value() == null ? "-" : new String(reason.value(), UTF_8);
    }

    /**
     * The headers of the record that was refused: all but the last reason, which is the worker's.
     */
    static Headers original(ConsumerRecord<byte[], byte[]> letter) {
        List<Header> kept = new ArrayList<>(List.of(letter.headers().toArray()));
        for (int i = kept.size() - 1; i >= 0; i--) {
            if (kept.get(i).key().equals(Topics.DEAD_LETTER_REASON_HEADER)) {
                kept.remove(i);
                break;
            }
        }
        return new RecordHeaders(kept);
    }
}
