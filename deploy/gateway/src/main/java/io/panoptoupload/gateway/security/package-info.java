/**
 * Who may do what: users, tokens and OpenID Connect, three roles, and what is asked of a request
 * before anybody is asked to log in.
 */
@NullMarked
package io.panoptoupload.gateway.security;

import org.jspecify.annotations.NullMarked;
