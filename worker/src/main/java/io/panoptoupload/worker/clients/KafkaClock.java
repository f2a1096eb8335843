package io.panoptoupload.worker.clients;

import io.panoptoupload.worker.fault.Causes;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.errors.InvalidTimestampException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Kafka's clock, with which a worker compares its own before it opens a partition. Brokers from 4.0
 * on refuse records whose time is more than an hour ahead of theirs; any other wrong time they
 * take.
 */
public final class KafkaClock {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private KafkaClock() {}

    /** Whether records were refused for their time. */
    public static boolean isCauseOf(Throwable failure) {
        return Causes.include(failure, InvalidTimestampException.class);
    }

    /**
     * How far this machine's clock is ahead of the leading controller's, which says of itself that
     * it has caught up now; negative when it is behind, empty when Kafka does not say, which it
     * does to those only who may describe the cluster.
     */
    public static Optional<Duration> ahead(Admin admin, InstantSource clock)
            throws InterruptedException {
        Instant asked = clock.instant();
        QuorumInfo quorum;
        try {
            quorum =
                    admin.describeMetadataQuorum()
                            .quorumInfo()
                            .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
        Duration half = Duration.between(asked, clock.instant()).dividedBy(2);
        return quorum.voters().stream()
                .filter(voter -> voter.replicaId() == quorum.leaderId())
                .flatMapToLong(voter -> voter.lastCaughtUpTimestamp().stream())
                .filter(time -> time > 0)
                .mapToObj(Instant::ofEpochMilli)
                .map(there -> Duration.between(there, asked.plus(half)))
                .findFirst();
    }
}
