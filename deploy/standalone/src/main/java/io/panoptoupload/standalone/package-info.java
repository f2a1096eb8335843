/**
 * The command line of the standalone: reads the arguments and hands over to the machine or to the
 * demo. Errors of use end here as one line. Nothing depends on this package.
 */
@NullMarked
package io.panoptoupload.standalone;

import org.jspecify.annotations.NullMarked;
