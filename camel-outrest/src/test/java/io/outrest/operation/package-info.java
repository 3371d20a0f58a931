@NullUnmarked
package io.outrest.operation;

import org.jspecify.annotations.NullUnmarked;
