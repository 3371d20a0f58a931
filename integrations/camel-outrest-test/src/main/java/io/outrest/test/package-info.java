/**
 * For the tests of applications: a server in the place of an API. Open {@link io.outrest.test.StubApi} first.
 */
@NullMarked
package io.outrest.test;

import org.jspecify.annotations.NullMarked;
