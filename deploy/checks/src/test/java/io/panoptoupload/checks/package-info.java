/**
 * What operators are given (dashboards, rules, the composed installation) is tried here against the
 * real programs. Checks that need a program which Maven cannot bring are skipped by name where it
 * is absent, unless {@code checks.required} makes that an error.
 */
@NullMarked
package io.panoptoupload.checks;

import org.jspecify.annotations.NullMarked;
