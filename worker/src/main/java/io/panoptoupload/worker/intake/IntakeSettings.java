package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.JobLimits;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

/**
 * How requests are taken in.
 *
 * @param groupId of the consumers, and part of every partition's transactional id
 * @param worker the instance's name, in every event
 * @param limits intake pauses at these numbers of unfinished jobs
 * @param adoptedJournal id of the journal topic that is gone on with although it is another one or
 *     not whole; blank for none
 */
public record IntakeSettings(
        String groupId,
        String worker,
        JobLimits limits,
        TopicSettings topics,
        TopicSetup.Layout layout,
        String adoptedJournal) {}
