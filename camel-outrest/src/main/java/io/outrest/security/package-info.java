/**
 * Who a call is made as: security definitions as they are configured, the credentials that they amount to, and the tokens
 * that some of them need. Open {@link io.outrest.security.Credentials} first, then {@code SecuredCall} for when they are put
 * on.
 */
@NullMarked
package io.outrest.security;

import org.jspecify.annotations.NullMarked;
