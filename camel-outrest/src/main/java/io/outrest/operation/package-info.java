/**
 * What an operator sees of the component and does with it, by Camel's own means: the developer console, JMX, health checks, and
 * Micrometer's meters. All of them ask {@link io.outrest.operation.Operation}, which is to be opened first; none is loaded unless
 * the application has it.
 */
@NullMarked
package io.outrest.operation;

import org.jspecify.annotations.NullMarked;
