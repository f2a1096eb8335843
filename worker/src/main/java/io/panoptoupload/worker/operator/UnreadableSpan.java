package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.job.InputPosition;

import org.apache.kafka.common.TopicPartition;

import java.time.Duration;

/**
 * Offsets that cannot be read, and at which a partition stands.
 *
 * @param position where the journal says that it stands
 * @param first offset that cannot be read
 * @param next offset behind the last one
 * @param reason why the first one cannot
 */
record UnreadableSpan(
        TopicPartition partition, InputPosition position, long first, long next, String reason) {
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Judges the place where the partition stands, and looks for its end.
     *
     * @throws CommandFault when it can be read, or is another one
     */
    static UnreadableSpan find(Connection connection, PartitionPosition positions, long offset)
            throws InterruptedException {
        InputPosition position = positions.read();
        TopicPartition partition = positions.requests();
        try (ReadProbe probe = new ReadProbe(connection.installation().clients().journalReader())) {
            String reason =
                    switch (probe.at(partition, position.next(), RESPONSE_TIMEOUT)) {
                        case Finding.Present(long at) ->
                                throw CommandFault.refused(
                                        "%s stands at offset %d, and can be read there, at offset %d; nothing is skipped"
                                                .formatted(partition, position.next(), at));
                        case Finding.Nothing(long end) ->
                                throw CommandFault.refused(
                                        "%s stands at offset %d, and has no request to skip up to its end, offset %d"
                                                .formatted(partition, position.next(), end));
                        case Finding.Unreadable(long at, String why) -> {
                            if (at != offset) {
                                throw CommandFault.refused(
                                        "%s cannot be read at offset %d (%s), not at %d; nothing is skipped"
                                                .formatted(partition, at, why, offset));
                            }
                            yield why;
                        }
                        case Finding.Withheld(long at, long end) ->
                                throw CommandFault.refused(
                                        "the broker hands out nothing of %s from offset %d on, although the end is offset %d; let another replica lead, or, if there is none, delete what is damaged with kafka-delete-records.sh; nothing is skipped"
                                                .formatted(partition, at, end));
                        case Finding.OutOfRange(String why) -> throw noResponse(partition, why);
                        case Finding.Unknown(String why) -> throw noResponse(partition, why);
                    };
            return new UnreadableSpan(
                    partition, position, offset, end(probe, partition, offset + 1), reason);
        }
    }

    /**
     * The client does not expose batches, and one that cannot be read does not say where it ends:
     * each offset is tried, so that no request behind it is skipped with it.
     */
    private static long end(ReadProbe probe, TopicPartition partition, long from) {
        long next = from;
        while (true) {
            switch (probe.at(partition, next, RESPONSE_TIMEOUT)) {
                case Finding.Present _, Finding.Nothing _ -> {
                    return next;
                }
                case Finding.Unreadable(long at, _) -> next = at + 1;
                case Finding.Withheld(long at, _) ->
                        throw noResponse(partition, "the broker hands out nothing at offset " + at);
                case Finding.OutOfRange(String why) -> throw noResponse(partition, why);
                case Finding.Unknown(String why) -> throw noResponse(partition, why);
            }
        }
    }

    private static CommandFault noResponse(TopicPartition partition, String why) {
        return CommandFault.noKafka(
                "whether %s can be read is not known (%s); nothing is skipped"
                        .formatted(partition, why));
    }

    String text() {
        return first == next - 1
                ? "offset %d of %s".formatted(first, partition)
                : "offsets %d to %d of %s".formatted(first, next - 1, partition);
    }
}
