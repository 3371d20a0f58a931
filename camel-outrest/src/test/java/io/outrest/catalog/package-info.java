@NullUnmarked
package io.outrest.catalog;

import org.jspecify.annotations.NullUnmarked;
