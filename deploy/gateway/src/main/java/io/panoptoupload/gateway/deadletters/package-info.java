/** The workers' dead letters: which of them wait, and their replay. Knows nothing of HTTP. */
@NullMarked
package io.panoptoupload.gateway.deadletters;

import org.jspecify.annotations.NullMarked;
