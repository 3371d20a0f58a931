/**
 * What a call costs, beside other clients on the same work. {@link io.outrest.examples.benchmark.Benchmark} starts a server
 * and a JVM for each client, lets them take turns, and writes one table; README.md says how to read it.
 */
@NullMarked
package io.outrest.examples.benchmark;

import org.jspecify.annotations.NullMarked;
