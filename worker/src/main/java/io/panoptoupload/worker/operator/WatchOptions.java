package io.panoptoupload.worker.operator;

import picocli.CommandLine.Option;

import java.time.Duration;

/** How to follow requests. */
final class WatchOptions {
    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = DurationText.class,
            defaultValue = "5m",
            description =
                    "How long Kafka may be away before watching ends with 4, such as 30s or 2h"
                            + " (default ${DEFAULT-VALUE}); the uploads go on.")
    private Duration timeout = Duration.ZERO;

    WatchLoop watching(
            Connection connection, CommandContext context, OutcomeFeed feed, EventDisplay display) {
        return new WatchLoop(feed, presence(connection, context), display);
    }

    KafkaPresence presence(Connection connection, CommandContext context) {
        return KafkaPresence.of(connection, context, timeout);
    }
}
