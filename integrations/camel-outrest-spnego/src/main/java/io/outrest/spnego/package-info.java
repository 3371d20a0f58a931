/**
 * The security type {@code spnego}: Kerberos tickets by the JDK's own GSS-API (RFC 4121, RFC 4178), sent as RFC 4559 says. Open
 * {@link io.outrest.spnego.Spnego} first, then {@code Service} for what happens to a call.
 */
@NullMarked
package io.outrest.spnego;

import org.jspecify.annotations.NullMarked;
