package io.outrest.testing.keycloak;

import io.outrest.testing.OutrestTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The base of tests against Keycloak: started once for a class, with the realm of {@link TestRealm}. */
@Tag("keycloak")
public abstract class RealmTest extends OutrestTest {

    protected static Keycloak keycloak;

    /** What stands before it, and sees what passes. */
    protected static Forwarder forwarder;

    /** Of the client {@code outrest-tests}, which may administer the realm. */
    protected static String clientSecret;

    @BeforeAll
    static void startKeycloak() throws Exception {
        keycloak = Keycloak.start();
        forwarder = Forwarder.to(keycloak.url());
        clientSecret = TestRealm.create(keycloak);
    }

    @AfterAll
    static void stopKeycloak() {
        if (forwarder != null) {
            forwarder.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @BeforeEach
    void forgetWhatPassed() {
        forwarder.forget();
    }
}
