package io.panoptoupload.worker.app;

import io.panoptoupload.messages.Topics;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How the worker works.
 *
 * @param name name of this instance in its events; default: host name and process id
 * @param uploads jobs that transfer at once, 1 to 100
 * @param parts parts in flight per job at most, 1 to 64; all jobs together have no more in flight
 *     than five seconds of the line's measured rate, but each has one
 * @param partSize largest size of a part, 5 MiB to 25,000,000 bytes; a file that begins on a slow
 *     line, or on one that is not measured yet, has smaller ones; raised by itself where 10,000
 *     parts would not do
 * @param bandwidth bytes per second for all transfers of this worker, 100KB or more, or a
 *     timetable: {@code 07:00 20MB, 22:00 unlimited, Sat-07:00 unlimited}; unlimited when absent
 * @param totalBandwidth the same for all workers of the consumer group together, who share it
 *     evenly
 * @param timeZone by whose clocks timetables go, such as {@code Europe/Berlin}; default: the
 *     system's
 * @param openJobs intake pauses at this number of jobs that are due and unfinished, 1 to 100,000
 * @param waitingJobs the same for jobs that wait: for their time, after a fault, or for Panopto; 1
 *     to 1,000,000
 * @param shutdownGrace how long parts and Completes that are under way have to end after SIGTERM,
 *     up to 1 h; container and chart have to wait 15 s longer
 * @param checkpointInterval interval in which confirmed parts are recorded, and a progress event
 *     goes out, at the latest
 * @param deduplication how long a finished requestId is remembered
 */
@ConfigurationProperties("worker")
record WorkerProperties(
        @Nullable String name,
        @DefaultValue TopicNames topics,
        @DefaultValue("4") int uploads,
        @DefaultValue("4") int parts,
        @DefaultValue("16MB") DataSize partSize,
        @Nullable String bandwidth,
        @Nullable String totalBandwidth,
        @Nullable ZoneId timeZone,
        @DefaultValue("2000") int openJobs,
        @DefaultValue("100000") int waitingJobs,
        @DefaultValue("20s") Duration shutdownGrace,
        @DefaultValue("5s") Duration checkpointInterval,
        @DefaultValue Retry retry,
        @DefaultValue Processing processing,
        @DefaultValue("7d") Duration deduplication,
        @NestedConfigurationProperty @DefaultValue SourceProperties sources) {

    ZoneId zone() {
        return timeZone == null ? ZoneId.systemDefault() : timeZone;
    }

    /**
     * @param requests topic that requests and commands are read from
     * @param outcomes topic that events are published to
     * @param journal topic that jobs are recorded in; compacted
     * @param deadLetter topic for rejected records, as they came
     * @param create whether absent topics are created
     * @param partitions partitions of requests, journal and outcomes where none of them exists;
     *     dead letters get one
     * @param replicationFactor replication factor of created topics; -1 is the broker's default
     * @param adoptJournal id of a journal topic, as readiness names it, to accept although it is a
     *     copy, was created again, lost records or is another group's; empty for none
     */
    record TopicNames(
            @DefaultValue(Topics.REQUESTS) String requests,
            @DefaultValue(Topics.OUTCOMES) String outcomes,
            @DefaultValue(Topics.JOURNAL) String journal,
            @DefaultValue(Topics.DEAD_LETTER) String deadLetter,
            @DefaultValue("true") boolean create,
            @DefaultValue("24") int partitions,
            @DefaultValue("-1") short replicationFactor,
            @DefaultValue("") String adoptJournal) {}

    /**
     * @param firstPark how long a job waits, holding no slot, after the first of consecutive
     *     transient faults; doubles up to 15 minutes
     * @param giveUpAfter how long consecutive transient faults may last, with no part confirmed and
     *     no step finished in between, before the job fails
     */
    record Retry(
            @DefaultValue("30s") Duration firstPark, @DefaultValue("24h") Duration giveUpAfter) {}

    /**
     * @param firstPoll when Panopto is asked first, and the shortest interval
     * @param maxPoll the longest interval
     * @param giveUpAfter how long Panopto may take
     */
    record Processing(
            @DefaultValue("10s") Duration firstPoll,
            @DefaultValue("60s") Duration maxPoll,
            @DefaultValue("12h") Duration giveUpAfter) {}
}
