/**
 * The manifest that tells Panopto what the files of an upload are: UCS 2.0 XML, and the names of
 * the objects it refers to. Pure: values in, bytes out; knows no other room.
 */
@NullMarked
package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.NullMarked;
