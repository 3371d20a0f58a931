/** Classes that break rules, so that the rules are seen to find them. */
@NullMarked
package io.outrest.openapi.offenders;

import org.jspecify.annotations.NullMarked;
