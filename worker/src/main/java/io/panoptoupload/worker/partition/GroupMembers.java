package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.clients.KafkaResponse;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * How many workers there are that may have jobs: the members of the consumer group to which
 * partitions of the request topic are assigned. Standby members have none, and need no share.
 *
 * <p>Counted with one small request. Until Kafka has responded, every partition counts as a worker
 * of its own: a share that is too small for some seconds does no harm. While Kafka is away or the
 * group is changing, the number does not fall.
 */
public final class GroupMembers implements IntSupplier {
    private static final Logger log = LoggerFactory.getLogger(GroupMembers.class);
    private static final int TIMEOUT_MILLIS = 5_000;

    /** In these, members are described with what is assigned to them. */
    private static final Set<GroupState> ASSIGNED =
            Set.of(GroupState.STABLE, GroupState.ASSIGNING, GroupState.RECONCILING);

    /** What Kafka says of the group. */
    interface Description {
        ConsumerGroupDescription now() throws InterruptedException;
    }

    private final Description description;
    private final String topic;
    private final int partitions;
    private volatile int workers;
    private boolean refused;

    /**
     * Nothing is counted yet.
     *
     * @param partitions of the topic, which is the most that can work
     */
    public GroupMembers(Admin admin, String group, String topic, int partitions) {
        this(() -> described(admin, group), topic, partitions);
    }

    private static ConsumerGroupDescription described(Admin admin, String group)
            throws InterruptedException {
        return KafkaResponse.of(
                        admin.describeConsumerGroups(
                                        List.of(group),
                                        new DescribeConsumerGroupsOptions()
                                                .timeoutMs(TIMEOUT_MILLIS))
                                .all())
                .values()
                .iterator()
                .next();
    }

    GroupMembers(Description description, String topic, int partitions) {
        this.description = description;
        this.topic = topic;
        this.partitions = partitions;
        this.workers = partitions;
    }

    /** At least 1; as of the last response. */
    @Override
    public int getAsInt() {
        return workers;
    }

    public void count() throws InterruptedException {
        try {
            int found = after(description.now());
            if (found != workers) {
                log.info(
                        "{} workers share rate limit and total bandwidth; before: {}",
                        found,
                        workers);
            }
            workers = found;
        } catch (RuntimeException e) {
            notCounted(e);
        }
    }

    private int after(ConsumerGroupDescription now) {
        int working = (int) now.members().stream().filter(this::works).count();
        if (working > 0 && ASSIGNED.contains(now.groupState())) {
            return working;
        }
        return Math.max(workers, Math.min(now.members().size(), partitions));
    }

    private boolean works(MemberDescription member) {
        return member.assignment().topicPartitions().stream()
                .anyMatch(partition -> partition.topic().equals(topic));
    }

    private void notCounted(RuntimeException why) {
        if (why instanceof GroupAuthorizationException && !refused) {
            refused = true;
            log.warn(
                    "this worker is not permitted to count the members of its group, {} are assumed; allow"
                            + " it to Describe the group",
                    workers);
        }
        log.debug("the members of the group could not be counted", why);
    }
}
