/**
 * The manifest that describes the files of an upload to Panopto: UCS 2.0 XML, and the names of the
 * objects it refers to. Pure: values in, bytes out; depends on no other package.
 */
@NullMarked
package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.NullMarked;
