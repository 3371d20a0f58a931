/** The routes and the Kamelet of this example, called. */
@NullUnmarked
package io.outrest.examples.yaml;

import org.jspecify.annotations.NullUnmarked;
