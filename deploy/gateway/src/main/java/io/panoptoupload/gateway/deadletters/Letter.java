package io.panoptoupload.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.worker.deadletter.DeadLetter;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.time.Instant;

/**
 * A record that workers refused; of the record itself nothing is shown, since it may hold presigned
 * URLs.
 *
 * @param at when it was refused
 * @param key as the record has it, cut at 200 characters; empty if it has none
 * @param reason as the worker put it, cut at 1,000 characters
 * @param replayable false if the record was too large to be kept
 */
public record Letter(
        int partition, long offset, Instant at, String key, String reason, boolean replayable) {
    private static final int MAX_KEY = 200;
    private static final int MAX_REASON = 1000;

    static Letter of(ConsumerRecord<byte[], byte[]> letter) {
        return new Letter(
                letter.partition(),
                letter.offset(),
                Instant.ofEpochMilli(letter.timestamp()),
                letter.key() == null
                        ? ""
                        : OneLine.shortened(new String(letter.key(), UTF_8), MAX_KEY),
                OneLine.shortened(DeadLetter.reason(letter), MAX_REASON),
                DeadLetter.isReplayable(letter));
    }
}
