/** The component against a real OAuth2 server. */
@NullMarked
package io.outrest.keycloak;

import org.jspecify.annotations.NullMarked;
