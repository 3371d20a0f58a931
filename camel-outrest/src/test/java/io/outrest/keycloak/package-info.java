/** The component against a real OAuth2 server, Keycloak, which runs only where the profile {@code keycloak} unpacked it. */
@NullMarked
package io.outrest.keycloak;

import org.jspecify.annotations.NullMarked;
