package io.panoptoupload.gateway.events;

import io.panoptoupload.worker.topics.TopicState;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far a listener has come: in each partition of the topic, the offset of the next event. As
 * text it is an event's {@code id}, and comes back as {@code Last-Event-ID}.
 */
final class Position {
    /** Of a partition that does not matter to a listener. */
    static final long IGNORED = Long.MAX_VALUE;

    private static final int RADIX = 36;
    private static final int TAG_LENGTH = 8;
    private static final String IGNORED_TEXT = "-";
    private static final int MAX_TEXT = 20_000;

    private final String topic;
    private final long[] offsets;

    private Position(String topic, long[] offsets) {
        this.topic = topic;
        this.offsets = offsets;
    }

    static Position of(TopicState topic, long[] offsets) {
        return new Position(topic.id().substring(0, TAG_LENGTH), offsets.clone());
    }

    /** Empty if it is none. */
    static Optional<Position> parse(@Nullable String text) {
        if (text == null || text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        String[] fields = text.split("\\.", -1);
        try {
            long[] offsets = new long[fields.length - 1];
            for (int i = 0; i < offsets.length; i++) {
                String field = fields[i + 1];
                offsets[i] = field.equals(IGNORED_TEXT) ? IGNORED : Long.parseLong(field, RADIX);
                if (offsets[i] < 0) {
                    return Optional.empty();
                }
            }
            return offsets.length == 0 || fields[0].length() != TAG_LENGTH
                    ? Optional.empty()
                    : Optional.of(new Position(fields[0], offsets));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether its offsets mean something in the topic of today. */
    boolean isOf(TopicState state) {
        return topic.equals(state.id().substring(0, TAG_LENGTH))
                && offsets.length == state.partitions();
    }

    Position copy() {
        return new Position(topic, offsets.clone());
    }

    long offset(int partition) {
        return offsets[partition];
    }

    boolean knows(int partition) {
        return offsets[partition] != IGNORED;
    }

    boolean isComplete() {
        return Arrays.stream(offsets).noneMatch(offset -> offset == IGNORED);
    }

    void set(int partition, long offset) {
        offsets[partition] = offset;
    }

    /** Advances each partition to the other's offset, and moves none backwards. */
    void advanceTo(Position other) {
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = Math.max(offsets[i], other.offsets[i]);
        }
    }

    /** Whether nothing before the other one is still to come. */
    boolean isAtLeast(Position other) {
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] < other.offsets[i]) {
                return false;
            }
        }
        return true;
    }

    boolean isSame(Position other) {
        return Arrays.equals(offsets, other.offsets);
    }

    @Override
    public String toString() {
        return topic
                + Arrays.stream(offsets)
                        .mapToObj(offset ->
                                "."
                                        + (offset == IGNORED
                                                ? IGNORED_TEXT
                                                : Long.toString(offset, RADIX)))
                        .collect(Collectors.joining());
    }
}
