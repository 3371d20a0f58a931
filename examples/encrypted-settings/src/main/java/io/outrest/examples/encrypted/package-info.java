/**
 * Secrets that are encrypted at rest: {@code outrest.yaml} refers to {@code secrets.properties}, whose values are {@code ENC(...)}.
 * {@link io.outrest.examples.encrypted.EncryptedSettings} calls a demonstration API with them, {@link
 * io.outrest.examples.encrypted.Encrypt} makes such values.
 */
@NullMarked
package io.outrest.examples.encrypted;

import org.jspecify.annotations.NullMarked;
