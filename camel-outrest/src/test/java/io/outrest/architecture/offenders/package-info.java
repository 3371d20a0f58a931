/** One class or package for each rule, which the rule must find. */
@NullMarked
package io.outrest.architecture.offenders;

import org.jspecify.annotations.NullMarked;
