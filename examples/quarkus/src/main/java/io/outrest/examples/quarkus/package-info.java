/**
 * An application of Quarkus that calls connections; open {@link io.outrest.examples.quarkus.Shop} first.
 */
package io.outrest.examples.quarkus;
