package io.outrest.security;

/** What a token endpoint says to a request that it has understood. */
sealed interface TokenAnswer permits AccessToken, TokenRefusal {}
