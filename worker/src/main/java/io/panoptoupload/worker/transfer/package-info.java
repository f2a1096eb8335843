/**
 * Carries files to Panopto's S3 endpoint: what it needs of a source, the plan of parts, the
 * multipart engine, and the CRC-32 that proves the bytes. What was confirmed is reported to a
 * listener, so that the caller can resume from there. May use {@code fault}; knows nothing of
 * Kafka, of jobs or of the REST API.
 */
@NullMarked
package io.panoptoupload.worker.transfer;

import org.jspecify.annotations.NullMarked;
