@NullMarked
package io.outrest.architecture.offenders.inner;

import org.jspecify.annotations.NullMarked;
