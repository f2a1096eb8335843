/**
 * The manifest that describes the files of an upload to Panopto: UCS 2.0 XML, and the names of the
 * objects it refers to. Pure: a request in, bytes out.
 */
@NullMarked
package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.NullMarked;
