/**
 * Child processes that never outlive their parent, and on top of them a real Kafka broker that can
 * be started, killed and restarted on the same port and data. Used by the standalone and by tests,
 * which start the packaged programs as their users do. Knows Kafka and the JDK, and nothing else of
 * the project.
 */
@NullMarked
package io.panoptoupload.broker;

import org.jspecify.annotations.NullMarked;
