@NullUnmarked
package io.outrest.observe;

import org.jspecify.annotations.NullUnmarked;
