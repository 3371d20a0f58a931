/** The vocabulary of the tests: servers that record what they saw, and the base of route-level tests. */
@NullMarked
package io.outrest.testing;

import org.jspecify.annotations.NullMarked;
