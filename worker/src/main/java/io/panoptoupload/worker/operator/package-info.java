/**
 * The commands of people and scripts: publish requests, follow, cancel and retry them, replay dead
 * letters, read the journal, check an installation. They talk to workers only through Kafka and
 * write nothing but requests, so that no command can harm a running upload. Which installation it
 * is, comes from the program that starts them ({@link Installation}).
 */
@NullMarked
package io.panoptoupload.worker.operator;

import org.jspecify.annotations.NullMarked;
