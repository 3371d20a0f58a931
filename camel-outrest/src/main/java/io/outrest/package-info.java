/**
 * Named outgoing REST connections for Apache Camel: the component, and the only package that knows Camel. Open
 * {@link io.outrest.OutrestProducer} to see what happens to a call; {@link io.outrest.OutrestClient} is for callers without a
 * route.
 */
@NullMarked
package io.outrest;

import org.jspecify.annotations.NullMarked;
