/**
 * The demo: a simulator of Panopto beside the machine, one sample lecture, and the proof that what
 * the simulator stored is what was sent. Progress goes to standard error, the result to standard
 * output. Speaks to the worker only through Kafka and to the simulator only over HTTP.
 */
@NullMarked
package io.panoptoupload.standalone.demo;

import org.jspecify.annotations.NullMarked;
