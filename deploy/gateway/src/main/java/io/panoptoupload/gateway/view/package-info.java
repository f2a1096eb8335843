/**
 * The workers' uploads as their journal has them, followed from its beginning and held in memory in
 * one small object each. Knows nothing of HTTP.
 */
@NullMarked
package io.panoptoupload.gateway.view;

import org.jspecify.annotations.NullMarked;
