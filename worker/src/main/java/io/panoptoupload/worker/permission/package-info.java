/**
 * What Kafka's ACLs have to allow: the least for the worker and for each command, and which of it
 * they do not allow. Asking changes nothing and fences nobody.
 */
@NullMarked
package io.panoptoupload.worker.permission;

import org.jspecify.annotations.NullMarked;
