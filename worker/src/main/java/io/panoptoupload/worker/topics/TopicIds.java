package io.panoptoupload.worker.topics;

/**
 * Which topics bear the four names: one that is deleted and created again gets another id, and so
 * does a copy. Ids are text as {@code kafka-topics --describe} shows it.
 */
public record TopicIds(String requests, String outcomes, String journal, String deadLetter) {}
