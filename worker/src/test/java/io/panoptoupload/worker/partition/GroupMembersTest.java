package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class GroupMembersTest {
    private static final int PARTITIONS = 24;

    private GroupMembers.Description group = () -> described(GroupState.STABLE);
    private final GroupMembers members =
            new GroupMembers(() -> group.now(), "requests", PARTITIONS);

    @Test
    void before_kafka_has_responded_every_partition_may_be_a_worker() throws Exception {
        assertThat(members.getAsInt()).isEqualTo(PARTITIONS);

        group =
                () -> {
                    throw new GroupIdNotFoundException("no such group");
                };
        members.count();
        assertThat(members.getAsInt()).isEqualTo(PARTITIONS);
    }

    @Test
    void those_with_partitions_of_the_requests_count_and_no_others() throws Exception {
        group = () -> described(GroupState.STABLE, "requests", "requests", "", "journal");
        members.count();
        assertThat(members.getAsInt()).isEqualTo(2);
    }

    /** Kafka describes them without what they have; each may have something. */
    @ParameterizedTest
    @EnumSource(names = {"PREPARING_REBALANCE", "COMPLETING_REBALANCE", "UNKNOWN"})
    void while_the_group_changes_the_number_rises_and_does_not_fall(GroupState state)
            throws Exception {
        counted("requests", "requests");

        group = () -> described(state, "", "", "");
        members.count();
        assertThat(members.getAsInt()).isEqualTo(3);

        group = () -> described(state, "");
        members.count();
        assertThat(members.getAsInt()).isEqualTo(3);

        counted("requests");
        assertThat(members.getAsInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"STABLE", "ASSIGNING", "RECONCILING"})
    void groups_of_both_protocols_are_counted(GroupState state) throws Exception {
        group = () -> described(state, "requests", "requests", "");
        members.count();
        assertThat(members.getAsInt()).isEqualTo(2);
    }

    @Test
    void more_members_than_partitions_cannot_work() throws Exception {
        String[] many = new String[100];
        Arrays.fill(many, "");
        group = () -> described(GroupState.PREPARING_REBALANCE, many);
        members.count();
        assertThat(members.getAsInt()).isEqualTo(PARTITIONS);
    }

    @Test
    void the_last_number_holds_while_kafka_is_away_or_says_nothing() throws Exception {
        counted("requests", "requests", "requests");

        group =
                () -> {
                    throw new TimeoutException("away");
                };
        members.count();
        group =
                () -> {
                    throw new GroupAuthorizationException("not allowed");
                };
        members.count();
        group =
                () -> {
                    throw new IllegalStateException("the client is closed");
                };
        members.count();
        group = () -> described(GroupState.EMPTY);
        members.count();

        assertThat(members.getAsInt()).isEqualTo(3);
    }

    private void counted(String... topics) throws InterruptedException {
        group = () -> described(GroupState.STABLE, topics);
        members.count();
    }

    private static ConsumerGroupDescription described(GroupState state, String... topics) {
        List<MemberDescription> all = Arrays.stream(topics).map(GroupMembersTest::member).toList();
        return new ConsumerGroupDescription(
                "workers",
                false,
                all,
                "cooperative-sticky",
                GroupType.CLASSIC,
                state,
                Node.noNode(),
                Set.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static MemberDescription member(String topic) {
        Set<TopicPartition> assigned =
                topic.isEmpty() ? Set.of() : Set.of(new TopicPartition(topic, 0));
        return new MemberDescription(
                "member",
                Optional.empty(),
                Optional.empty(),
                "client",
                "host",
                new MemberAssignment(assigned),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
