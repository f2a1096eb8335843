package io.panoptoupload.gateway.workers;

import io.panoptoupload.gateway.kafka.Background;
import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.view.Positions;
import io.panoptoupload.worker.clients.KafkaResponse;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.operator.Installation;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks Kafka every few seconds who has which partition, and how far each is. */
public final class WorkersWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Installation installation;
    private final KafkaWatch watch;
    private final Positions positions;
    private final Background thread = new Background("workers-watch", this::watch);
    private volatile Workers workers = Workers.unknown("The workers have not been asked for yet.");

    public WorkersWatch(Installation installation, KafkaWatch watch, Positions positions) {
        this.installation = installation;
        this.watch = watch;
        this.positions = positions;
    }

    public void start() {
        thread.start();
    }

    /** As Kafka said last. */
    public Workers workers() {
        return workers;
    }

    private void watch(Background self) throws InterruptedException {
        watch.awaitFirst(self);
        Admin admin = installation.clients().admin();
        try (Consumer<byte[], byte[]> consumer = installation.clients().follower(1)) {
            Stalls stalls = new Stalls();
            while (!self.isClosed()) {
                refresh(() -> workers(admin, consumer, stalls));
                self.pause(INTERVAL);
            }
        } catch (GroupAuthorizationException e) {
            workers =
                    Workers.unknown(
                            "Kafka does not let the gateway see the group %s: it needs Describe on it."
                                    .formatted(installation.groupId()));
            self.pause(INTERVAL);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    interface Asking {
        Workers ask() throws InterruptedException;
    }

    /** What was known before is not shown as the present while Kafka does not say. */
    void refresh(Asking kafka) throws InterruptedException {
        try {
            workers = kafka.ask();
        } catch (KafkaException | KafkaUnavailable e) {
            workers =
                    Workers.unknown(
                            "Kafka does not say which workers there are; it is asked again every few seconds, and the gateway's log has its reason.");
            throw e;
        }
    }

    private Workers workers(Admin admin, Consumer<byte[], byte[]> consumer, Stalls stalls)
            throws InterruptedException {
        TopicState requests = watch.required(watch.names().requests());
        int homes = watch.required(watch.names().journal()).partitions();
        List<Workers.Member> members =
                members(admin).stream()
                        .map(each -> member(each, requests.name()))
                        .sorted(Comparator.comparing(Workers.Member::name))
                        .toList();
        // Kafka's client warns of each partition whose end is asked for and that is not assigned.
        consumer.assign(requests.all());
        Map<TopicPartition, Long> ends = consumer.endOffsets(requests.all());
        List<Workers.Partition> partitions = new ArrayList<>();
        for (TopicPartition each : requests.all()) {
            int number = each.partition();
            @Nullable InputPosition position = positions.of(number);
            long end = ends.getOrDefault(each, 0L);
            Stalls.Behind behind =
                    position == null || number >= homes
                            ? new Stalls.Behind(0, null)
                            : stalls.check(each, position.next(), end, consumer);
            partitions.add(
                    new Workers.Partition(
                            number,
                            members.stream()
                                    .filter(member -> member.partitions().contains(number))
                                    .findFirst()
                                    .orElse(null),
                            position != null || number >= homes,
                            behind.requests(),
                            behind.since(),
                            position));
        }
        return new Workers(members, partitions, Optional.empty());
    }

    /** None if the group does not exist yet. */
    private Collection<MemberDescription> members(Admin admin) throws InterruptedException {
        try {
            return KafkaResponse.of(
                            admin.describeConsumerGroups(List.of(installation.groupId())).all())
                    .values()
                    .iterator()
                    .next()
                    .members();
        } catch (GroupIdNotFoundException e) {
            return List.of();
        }
    }

    private static Workers.Member member(MemberDescription member, String topic) {
        return new Workers.Member(
                member.clientId(),
                member.host().replaceFirst("^/", ""),
                member.assignment().topicPartitions().stream()
                        .filter(each -> each.topic().equals(topic))
                        .map(TopicPartition::partition)
                        .sorted()
                        .toList());
    }

    @Override
    public void close() {
        thread.close();
    }
}
