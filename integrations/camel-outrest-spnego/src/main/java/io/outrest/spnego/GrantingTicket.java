package io.outrest.spnego;

import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * What a login gave: a ticket for getting tickets, and those for services that the JDK has got with it since. Thread-safe.
 * Prints nothing of them.
 */
final class GrantingTicket {

    private static final String SPNEGO = "1.3.6.1.5.5.2";

    private final Subject subject;
    private final Duration life;

    /** @param life how long it holds from now on */
    GrantingTicket(Subject subject, Duration life) {
        this.subject = subject;
        this.life = life;
    }

    /** @throws LoginException when the login gave no ticket */
    static GrantingTicket of(Subject subject) throws LoginException {
        for (KerberosTicket ticket : subject.getPrivateCredentials(KerberosTicket.class)) {
            return new GrantingTicket(
                    subject, Duration.between(Instant.now(), ticket.getEndTime().toInstant()));
        }
        throw new LoginException("the login gave no ticket");
    }

    /** How long it held from the moment on in which it was given; by this machine's clock, as the JDK sees it. */
    Duration life() {
        return life;
    }

    /**
     * A new token for a service. Asks the KDC when there is no ticket of the service, and for each token when it is delegated;
     * waits for it then.
     */
    byte[] token(GSSName service, boolean delegation) throws GSSException {
        PrivilegedExceptionAction<byte[]> initial = () -> initial(service, delegation);
        try {
            return Subject.doAs(subject, initial);
        } catch (PrivilegedActionException e) {
            if (e.getException() instanceof GSSException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getException());
        }
    }

    private static byte[] initial(GSSName service, boolean delegation) throws GSSException {
        GSSContext context =
                GSSManager.getInstance().createContext(service, new Oid(SPNEGO), null, GSSContext.DEFAULT_LIFETIME);
        try {
            context.requestMutualAuth(false);
            context.requestCredDeleg(delegation);
            byte[] token = context.initSecContext(new byte[0], 0, 0);
            if (delegation && !context.getCredDelegState()) {
                throw new GSSException(
                        GSSException.FAILURE,
                        -1,
                        "the ticket cannot be forwarded; delegation needs forwardable = true in krb5.conf and the KDC's"
                                + " consent");
            }
            return token;
        } finally {
            context.dispose();
        }
    }
}
