package io.outrest.spnego;

import javax.security.auth.login.LoginException;

/** Where tickets for getting tickets come from: the KDC, asked as one principal. */
interface TicketSource {

    /** The principal's name, for messages. */
    String principal();

    /**
     * Logs in; waits for the KDC.
     *
     * @throws LoginException without a secret in its message
     */
    GrantingTicket ask() throws LoginException;

    /** Is another when what it logs in with is another, so that a refusal says nothing any more. */
    Object version();
}
