@NullMarked
package io.panoptoupload.messages;

import org.jspecify.annotations.NullMarked;
