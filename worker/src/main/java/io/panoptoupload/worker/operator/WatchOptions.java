package io.panoptoupload.worker.operator;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;

/** How to follow requests. */
final class WatchOptions {
    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = Patience.class,
            defaultValue = "5m",
            description =
                    "How long Kafka may be away before watching ends with 4, such as 30s or 2h"
                            + " (default ${DEFAULT-VALUE}); the uploads go on.")
    private Duration timeout = Duration.ZERO;

    /** As a {@link DurationText}, and not nothing: Kafka could never be there. */
    static final class Patience implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String word) {
            Duration patience = new DurationText().convert(word);
            if (patience.isZero()) {
                throw new TypeConversionException(
                        "'%s' is no time to wait; write 30s, 5m, 2h or 1d".formatted(word));
            }
            return patience;
        }
    }

    WatchLoop watching(
            Connection connection, CommandContext context, OutcomeFeed feed, EventDisplay display) {
        return new WatchLoop(feed, presence(connection, context), display);
    }

    KafkaPresence presence(Connection connection, CommandContext context) {
        return KafkaPresence.of(connection, context, timeout);
    }
}
