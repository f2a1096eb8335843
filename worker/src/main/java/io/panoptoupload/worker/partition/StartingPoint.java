package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * From where a partition's requests are taken in, judged by what the journal says and what Kafka
 * knows. In doubt requests are read once more: what is known already is a mere re-delivery.
 */
public final class StartingPoint {
    private static final Logger log = LoggerFactory.getLogger(StartingPoint.class);

    private final RequestOffsets kafka;
    private final JournalCheck journal;
    private final OtherPartitions others;
    private final LongConsumer losses;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private final Map<TopicPartition, Loss> reportedLosses = new ConcurrentHashMap<>();

    private record Loss(InputPosition behind, long beginning) {}

    /** The journal's other partitions, which may be other workers'. */
    public interface OtherPartitions {
        /** What one of them says of its requests; empty if nothing yet. */
        Optional<InputPosition> positionOf(int partition) throws InterruptedException;
    }

    /**
     * @param losses hears how many requests Kafka deleted before they were taken in
     */
    public StartingPoint(
            RequestOffsets kafka,
            JournalCheck journal,
            OtherPartitions others,
            LongConsumer losses) {
        this.kafka = kafka;
        this.journal = journal;
        this.others = others;
        this.losses = losses;
    }

    /**
     * The first request to take in.
     *
     * @param journalEnd behind the last record of the journal that was restored
     * @throws OpeningRefused with the remedy
     */
    InputPosition of(TopicPartition requests, JobRestore restored, long journalEnd)
            throws InterruptedException {
        TopicIds now = kafka.topics();
        Map<TopicPartition, CommittedPosition> committed = kafka.committed();
        CommittedPosition group = committed.getOrDefault(requests, CommittedPosition.NOTHING);
        long beginning = kafka.beginning(requests);
        if (restored.position().isPresent()) {
            InputPosition position = restored.position().get();
            journal.checkKnown(requests, beginning, position, journalEnd, now, group);
            return journal.asCurrent(resumeFrom(requests, beginning, position, now), now);
        }
        journal.checkUnknown(requests, beginning, now, group);
        checkAgainstAnotherPartition(requests, committed, now);
        long next = firstOffset(beginning, now, group);
        return journal.asCurrent(InputPosition.at(next, journal.partitions(), now), now);
    }

    /**
     * A journal that got more partitions, or is another one, knows nothing of some of them: the one
     * by which it is judged is the first of which something was taken in, else the first of all.
     */
    private void checkAgainstAnotherPartition(
            TopicPartition requests, Map<TopicPartition, CommittedPosition> committed, TopicIds now)
            throws InterruptedException {
        TopicPartition another = new TopicPartition(requests.topic(), 0);
        for (int i = 0; i < journal.partitions(); i++) {
            TopicPartition candidate = new TopicPartition(requests.topic(), i);
            if (isEvidence(candidate, committed.get(candidate), now)) {
                another = candidate;
                break;
            }
        }
        if (another.equals(requests)) {
            return;
        }
        Optional<InputPosition> position = others.positionOf(another.partition());
        if (position.isPresent()) {
            journal.checkOwner(position.get(), now);
        } else {
            CommittedPosition group = committed.getOrDefault(another, CommittedPosition.NOTHING);
            journal.checkUnknown(another, kafka.beginning(another), now, group);
        }
    }

    private boolean isEvidence(
            TopicPartition partition, @Nullable CommittedPosition group, TopicIds now)
            throws InterruptedException {
        return group != null
                && group.next() > 0
                && group.isEvidence(now.requests(), kafka.beginning(partition));
    }

    /**
     * The first record to take in of a partition that only forwards.
     *
     * @return with a later offset before which all may have been forwarded once before
     */
    InputPosition ofForwarded(TopicPartition requests) throws InterruptedException {
        TopicIds now = kafka.topics();
        CommittedPosition group =
                kafka.committed().getOrDefault(requests, CommittedPosition.NOTHING);
        long beginning = kafka.beginning(requests);
        InputPosition start =
                group.equals(CommittedPosition.NOTHING)
                        ? InputPosition.at(beginning, journal.partitions(), now)
                        : resumeFrom(requests, beginning, group.position(now), now);
        if (group.topic().isBlank()) {
            // An operator who sets an offset leaves no word of what was forwarded before.
            start = start.rereading(start.next(), kafka.end(requests));
        }
        return journal.asCurrent(start, now);
    }

    private InputPosition resumeFrom(
            TopicPartition requests, long beginning, InputPosition position, TopicIds now)
            throws InterruptedException {
        long end = kafka.end(requests);
        TopicIds then = position.topics();
        if (then != null) {
            reportOthers(then, now);
        }
        if (then != null && !then.requests().equals(now.requests())) {
            log.warn(
                    "{} belongs to another topic (id {}) than the one of which requests up to offset"
                            + " {} were taken in (id {}): it was deleted and created again, or is a copy,"
                            + " and is read from its beginning; what is known already is not done again",
                    requests,
                    now.requests(),
                    position.next(),
                    then.requests());
            return position.rereading(beginning, end);
        }
        OptionalLong truncated = truncated(requests, position, end);
        if (truncated.isPresent()) {
            long from = Math.clamp(truncated.getAsLong(), beginning, end);
            log.warn(
                    "{} lost requests that were taken in up to offset {} (an unclean leader election,"
                            + " or a broker that lost data): it is read again from offset {}; what is"
                            + " known already is not done again",
                    requests,
                    position.next(),
                    from);
            return position.rereading(from, end);
        }
        if (position.next() < beginning) {
            report(requests, new Loss(position, beginning));
            Long until = position.rereadUntil();
            return position.rereading(
                    beginning, until == null ? beginning : Math.max(beginning, until));
        }
        return position;
    }

    /** A partition that is prepared again before it was open has lost the same once more. */
    private void report(TopicPartition requests, Loss loss) {
        Loss before = reportedLosses.put(requests, loss);
        long from =
                before != null && before.behind().equals(loss.behind())
                        ? before.beginning()
                        : loss.behind().next();
        long lost = loss.beginning() - from;
        if (lost > 0) {
            log.error(
                    "{}: {} offset(s) from {} to {} were deleted by Kafka before they were taken in, for"
                            + " their age or by somebody; requests among them have to be sent again",
                    requests,
                    lost,
                    from,
                    loss.beginning() - 1);
            losses.accept(lost);
        }
    }

    /** Once for all partitions: nothing depends on these topics, but their readers do. */
    private void reportOthers(TopicIds then, TopicIds now) {
        if (!then.outcomes().equals(now.outcomes()) && reported.add(now.outcomes())) {
            log.warn(
                    "the topic of outcomes was replaced (id {}, before {}): events from before are not"
                            + " in it; a request that is published again has its latest event published"
                            + " again",
                    now.outcomes(),
                    then.outcomes());
        }
        if (!then.deadLetter().equals(now.deadLetter()) && reported.add(now.deadLetter())) {
            log.warn(
                    "the topic of dead letters was replaced (id {}, before {}): letters from before are"
                            + " not in it, and cannot be replayed",
                    now.deadLetter(),
                    then.deadLetter());
        }
    }

    /** From where requests may be others than those that were taken in. */
    private OptionalLong truncated(TopicPartition requests, InputPosition position, long end)
            throws InterruptedException {
        if (position.epoch() != null) {
            return kafka.truncated(requests, position.next(), position.epoch());
        }
        return position.next() > end ? OptionalLong.of(0) : OptionalLong.empty();
    }

    /** An operator who adopts an empty journal does not want everything done again. */
    private long firstOffset(long beginning, TopicIds now, CommittedPosition group) {
        return journal.isAdopted(now) && group.mayBeIn(now.requests())
                ? Math.max(beginning, group.next())
                : beginning;
    }
}
