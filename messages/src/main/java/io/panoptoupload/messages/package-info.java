/**
 * The published contract: what is put on the request topic and what comes back on the outcome
 * topic. Plain records with Jackson annotations; depends on no framework and on nothing else of the
 * project.
 */
@NullMarked
package io.panoptoupload.messages;

import org.jspecify.annotations.NullMarked;
