@NullUnmarked
package io.outrest.test;

import org.jspecify.annotations.NullUnmarked;
