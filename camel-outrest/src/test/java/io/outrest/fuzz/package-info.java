/**
 * Fuzzing: what comes from messages, APIs and configuration, made up by a fuzzer that is guided by coverage (Jazzer). A class
 * that ends in {@code Fuzz} is a target; each of its checks is a promise of {@code docs/security.md} or the reference. All
 * targets, about a minute:
 *
 * <pre>mvn -pl camel-outrest test -Pfuzz</pre>
 *
 * One target for five minutes, what it found in {@code camel-outrest/target/fuzz}:
 *
 * <pre>mvn -pl camel-outrest test -Pfuzz -Dtest=TemplateFuzz -Dfuzz.seconds=300</pre>
 *
 * The ordinary tests give each target its seeds alone ({@link io.outrest.fuzz.SeedsTest}).
 */
@NullMarked
package io.outrest.fuzz;

import org.jspecify.annotations.NullMarked;
