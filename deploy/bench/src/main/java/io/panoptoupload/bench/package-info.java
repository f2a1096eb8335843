/**
 * Programs that measure the packaged worker beside other uploaders, against a simulator and a
 * broker in processes of their own. Each figure is printed only after what was stored has been held
 * against what was sent. Nothing depends on this package.
 */
@NullMarked
package io.panoptoupload.bench;

import org.jspecify.annotations.NullMarked;
