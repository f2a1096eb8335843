/**
 * A broker and a worker that are kept running on one machine, with everything they need unpacked
 * from one jar into one directory. Children are started in their order, started again when they
 * die, and stopped in the reverse order. Knows the worker only as a program with properties and a
 * health page.
 */
@NullMarked
package io.panoptoupload.standalone.machine;

import org.jspecify.annotations.NullMarked;
