/** The rules of the architecture, and small classes that break them. */
@NullMarked
package io.outrest.architecture;

import org.jspecify.annotations.NullMarked;
