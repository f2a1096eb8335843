/**
 * The page at {@code /}: the uploads for people, rendered here, with a little script that only
 * renews what is shown. Reads the view and Kafka, and acts through {@code Submissions} alone.
 */
@NullMarked
package io.panoptoupload.gateway.page;

import org.jspecify.annotations.NullMarked;
