package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

/**
 * How requests are taken in.
 *
 * @param groupId of the consumers, and part of every partition's transactional id
 * @param worker the instance's name, in every event
 * @param openJobs intake pauses at this number of unfinished jobs
 * @param adoptedJournal id of the journal topic that is gone on with although it is another one or
 *     not whole; blank for none
 */
public record IntakeSettings(
        String groupId,
        String worker,
        int openJobs,
        TopicSettings topics,
        TopicSetup.Layout layout,
        String adoptedJournal) {}
