/**
 * The quickstart: a few routes that call a demonstration API by named connections, and what goes over the wire. Read {@link
 * io.outrest.examples.quickstart.Routes} with {@code outrest.yaml} beside it; {@link
 * io.outrest.examples.quickstart.Quickstart} runs them.
 */
@NullMarked
package io.outrest.examples.quickstart;

import org.jspecify.annotations.NullMarked;
