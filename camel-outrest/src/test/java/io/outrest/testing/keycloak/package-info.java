/** A real OAuth2 server, Keycloak, which runs only where the profile {@code keycloak} unpacked it. */
@NullMarked
package io.outrest.testing.keycloak;

import org.jspecify.annotations.NullMarked;
