package io.outrest.spnego;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.jspecify.annotations.Nullable;

/**
 * A service that is called. Its tokens are made one after the other: the KDC is asked once for the service's ticket, and no two
 * tokens have the same time, which a service takes for a replay (RFC 4120 section 3.2.3). Thread-safe.
 */
final class Service {

    private final ServiceName name;
    private final boolean delegation;
    private final Turn turn;
    private final Pause pause;
    private @Nullable GSSName resolved;

    /**
     * @param delegation whether it may act as the principal elsewhere
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     */
    Service(ServiceName name, boolean delegation, LongSupplier ticker) {
        this.name = name;
        this.delegation = delegation;
        this.turn = new Turn(ticker);
        this.pause = new Pause(ticker);
    }

    /**
     * A token for one request; may wait for the KDC.
     *
     * @throws CallFailure of kind TOKEN, when there is none to be had
     */
    byte[] token(Login login) throws InterruptedException {
        return turn.take(() -> next(login));
    }

    private byte[] next(Login login) throws InterruptedException {
        pause.check();
        GrantingTicket ticket = login.ticket();
        byte[] token;
        try {
            token = token(ticket);
        } catch (GSSException e) {
            token = afterAnotherLogin(login, ticket, e);
        }
        pause.end();
        return token;
    }

    /** The ticket may have been withdrawn, or have ended by the KDC's clock. */
    private byte[] afterAnotherLogin(Login login, GrantingTicket ticket, GSSException refusal)
            throws InterruptedException {
        try {
            Optional<GrantingTicket> another = login.another(ticket);
            if (another.isPresent()) {
                byte[] token = token(another.get());
                login.keep(another.get());
                return token;
            }
        } catch (GSSException | CallFailure e) {
            refusal.addSuppressed(e);
        }
        throw pause.begin(new CallFailure(
                FailureKind.TOKEN,
                "no Kerberos ticket of the service '" + name + "' for '" + login.principal() + "': " + reason(refusal),
                refusal));
    }

    private byte[] token(GrantingTicket ticket) throws GSSException {
        GSSName target = resolved == null ? name.name() : resolved;
        resolved = null;
        byte[] token = ticket.token(target, delegation);
        resolved = target; // asks the DNS again only after a failure
        return token;
    }

    /** What the KDC said: the exceptions of the GSS-API put it into brackets. */
    private static String reason(GSSException refusal) {
        Throwable said = refusal;
        while (said instanceof GSSException && said.getCause() != null) {
            said = said.getCause();
        }
        String text = said instanceof GSSException own ? own.getMinorString() : said.getMessage();
        return text == null ? said.toString() : text;
    }
}
