/**
 * Documents, {@code outrest.yaml} or {@code .json}: text to definitions, and errors that say file, line and key. Open
 * {@link io.outrest.config.Document} first.
 */
@NullMarked
package io.outrest.config;

import org.jspecify.annotations.NullMarked;
