/**
 * Access tokens of OAuth 2.0: how the parts of a request to a token server are written, what its
 * response says, and one token that is shared and renewed in time. How a server is asked, and what
 * its refusal means, is up to the caller. The packages for Panopto and for sources use it; it uses
 * {@code fault} alone.
 */
@NullMarked
package io.panoptoupload.worker.oauth;

import org.jspecify.annotations.NullMarked;
