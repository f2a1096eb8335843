/** JSON as its sender wrote it, where reading it as Java's types would change it. */
@NullMarked
package io.panoptoupload.worker.json;

import org.jspecify.annotations.NullMarked;
