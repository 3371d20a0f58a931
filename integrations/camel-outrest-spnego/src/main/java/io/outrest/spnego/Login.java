package io.outrest.spnego;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * The ticket of a principal: got by the first call that needs it, kept, and renewed by another login before it ends. One login
 * is under way however many calls wait. Thread-safe.
 */
final class Login {

    private static final Duration LARGEST_MARGIN = Duration.ofMinutes(5);
    private static final Duration NEW = Duration.ofSeconds(10);
    private static final Duration AFTER_WRONG_KEY = Duration.ofMinutes(10);

    /** KDC_ERR_PREAUTH_FAILED (RFC 4120 section 7.5.9), as the JDK's messages show it. */
    private static final Pattern WRONG_KEY = Pattern.compile("\\(24\\)");

    private final TicketSource source;
    private final LongSupplier ticker;
    private final Turn turn;
    private final Pause pause;
    private Object refusedVersion = "";
    private volatile @Nullable Held held;

    /** @param ticker nanoseconds as {@link System#nanoTime()} counts them */
    Login(TicketSource source, LongSupplier ticker) {
        this.source = source;
        this.ticker = ticker;
        this.turn = new Turn(ticker);
        this.pause = new Pause(ticker);
    }

    private record Held(GrantingTicket ticket, long since, long renewAt, long endsAt) {}

    String principal() {
        return source.principal();
    }

    /**
     * A ticket that holds; may wait for the KDC.
     *
     * @throws CallFailure of kind TOKEN, when there is none to be had
     */
    GrantingTicket ticket() throws InterruptedException {
        Held now = held;
        if (now == null || !isBefore(now.endsAt)) {
            return turn.take(this::renewed);
        }
        return isBefore(now.renewAt) ? now.ticket : renewedOr(now.ticket);
    }

    /** A ticket that should be renewed but has not ended yet is better than none. */
    private GrantingTicket renewedOr(GrantingTicket ticket) throws InterruptedException {
        try {
            GrantingTicket renewed = turn.takeIfFree(this::renewed);
            return renewed == null ? ticket : renewed;
        } catch (CallFailure e) {
            return ticket;
        }
    }

    /** Another call may have been here while this one waited. */
    private GrantingTicket renewed() {
        Held now = held;
        if (now != null && isBefore(now.renewAt)) {
            return now.ticket;
        }
        GrantingTicket ticket = asked();
        keep(ticket);
        return ticket;
    }

    /**
     * Another ticket than one that the KDC gives no service for; none when that one is so new that another would do no better.
     * It is not kept: it may do no better either.
     *
     * @throws CallFailure of kind TOKEN, when there is none to be had
     */
    Optional<GrantingTicket> another(GrantingTicket refused) throws InterruptedException {
        return turn.take(() -> {
            Held now = held;
            if (now == null || !now.ticket.equals(refused)) {
                return Optional.of(now == null ? asked() : now.ticket);
            }
            return isBefore(now.since + NEW.toNanos()) ? Optional.empty() : Optional.of(asked());
        });
    }

    /** Keeps a ticket in the place of the one before. */
    void keep(GrantingTicket ticket) {
        Duration tenth = ticket.life().dividedBy(10);
        Duration margin = tenth.compareTo(LARGEST_MARGIN) < 0 ? tenth : LARGEST_MARGIN;
        held = new Held(ticket, ticker.getAsLong(), in(ticket.life().minus(margin)), in(ticket.life()));
    }

    private GrantingTicket asked() {
        Object version = source.version();
        if (version.equals(refusedVersion)) {
            pause.check();
        }
        try {
            GrantingTicket ticket = source.ask();
            pause.end();
            return ticket;
        } catch (LoginException e) {
            refusedVersion = version;
            throw refused(e);
        }
    }

    /** A wrong password is not tried again soon: KDCs lock accounts after a few attempts. */
    private CallFailure refused(LoginException e) {
        String reason = firstLine(e.getMessage());
        CallFailure failure =
                new CallFailure(FailureKind.TOKEN, "no Kerberos ticket for '" + source.principal() + "': " + reason, e);
        return WRONG_KEY.matcher(reason).find() ? pause.begin(failure, AFTER_WRONG_KEY) : pause.begin(failure);
    }

    /** What the login module throws by mistake comes with its whole stack trace as the message. */
    private static String firstLine(@Nullable String message) {
        return message == null
                ? "the login failed"
                : message.lines().findFirst().orElse("");
    }

    private long in(Duration duration) {
        return ticker.getAsLong() + duration.toNanos();
    }

    private boolean isBefore(long moment) {
        return ticker.getAsLong() - moment < 0;
    }
}
