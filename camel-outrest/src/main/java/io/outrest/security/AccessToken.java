package io.outrest.security;

import io.outrest.settings.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A token as the token endpoint gave it (RFC 6749 section 5.1).
 *
 * @param value visible ASCII characters
 * @param lifetime how long it lasts from now; null when that was not said, zero or less when it must not be kept
 * @param refreshToken what came with it to get the next one; null when nothing did
 */
record AccessToken(Secret value, @Nullable Duration lifetime, @Nullable Secret refreshToken) implements TokenAnswer {}
