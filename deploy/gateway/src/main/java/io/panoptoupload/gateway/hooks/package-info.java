/**
 * The ways in for systems that call when they have a recording: each call is proven to come from
 * its system, becomes one request, and is taken like any other. Uses the API's submissions; nobody
 * uses it.
 */
@NullMarked
package io.panoptoupload.gateway.hooks;

import org.jspecify.annotations.NullMarked;
