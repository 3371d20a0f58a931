package io.outrest.http;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.impl.ConnectionShutdownException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.StreamClosedException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http2.impl.nio.ProtocolNegotiationException;
import org.jspecify.annotations.Nullable;

/** Says in our words what HttpClient's exceptions mean. The first rule that fits counts. */
final class Failures {

    private static final List<Rule> RULES = List.of(
            new Rule(FailureKind.DNS, List.of(UnknownHostException.class, UnresolvedAddressException.class)),
            new Rule(FailureKind.TLS, List.of(SSLException.class, CertificateException.class)),
            new Rule(FailureKind.LIMIT, List.of(MessageConstraintException.class)),
            new Rule(
                    FailureKind.TIMEOUT,
                    List.of(
                            ConnectTimeoutException.class,
                            SocketTimeoutException.class,
                            ConnectionRequestTimeoutException.class)),
            new Rule(FailureKind.CONNECT, List.of(ConnectException.class, NoRouteToHostException.class)),
            new Rule(FailureKind.TRUNCATED, List.of(TruncatedChunkException.class)),
            new Rule(FailureKind.PROTOCOL, List.of(MalformedChunkCodingException.class)),
            new Rule(
                    FailureKind.TRUNCATED,
                    List.of(
                            ConnectionClosedException.class,
                            ConnectionShutdownException.class,
                            NoHttpResponseException.class,
                            RequestNotExecutedException.class,
                            StreamClosedException.class,
                            ClosedChannelException.class,
                            SocketException.class)),
            new Rule(FailureKind.PROTOCOL, List.of(HttpException.class)));

    private static final Map<FailureKind, String> MESSAGES = Map.of(
            FailureKind.DNS, "the host name has no address",
            FailureKind.TLS, "no secure connection",
            FailureKind.LIMIT, "the answer has more or longer headers than are accepted",
            FailureKind.TIMEOUT, "connecting, or the wait for the next bytes of the answer, took too long",
            FailureKind.CONNECT, "no connection",
            FailureKind.TRUNCATED, "the connection ended before the answer did",
            FailureKind.PROTOCOL, "the answer is not HTTP that can be understood");

    /** What may pass before a request goes out. */
    private static final Set<FailureKind> PASSING =
            Set.of(FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT, FailureKind.TRUNCATED);

    private static final Set<Integer> PASSING_REFUSALS = Set.of(502, 503, 504);

    /** How HttpCore and the JVM say that a socket ended within a handshake. */
    private static final List<String> CUT_OFF = List.of(
            "TLS handshake failed",
            "unexpected end of stream",
            "closing inbound before",
            "Unexpected input",
            "Unexpected output");

    private Failures() {}

    private record Rule(FailureKind kind, List<? extends Class<? extends Throwable>> types) {

        boolean fits(Throwable thrown) {
            return types.stream().anyMatch(type -> type.isInstance(thrown));
        }
    }

    /** What an exception of HttpClient means at that point of the attempt. */
    static CallFailure explain(Throwable thrown, Progress progress, boolean viaProxy, boolean secure) {
        boolean beforeApi = progress.fresh && (!progress.connected || secure && !progress.tunnelled);
        CallFailure ours = find(thrown, CallFailure.class);
        if (ours != null) {
            return viaProxy && beforeApi
                    ? new CallFailure(
                            FailureKind.PROXY, "the proxy does not let the call pass: " + ours.getMessage(), ours)
                    : ours;
        }
        CallFailure reset = StreamResets.explain(thrown);
        if (reset != null) {
            return reset;
        }
        FailureKind kind = kindOf(thrown);
        boolean unsent = isUnsent(thrown, progress);
        if (viaProxy && beforeApi && kind != FailureKind.TLS) {
            return failure(
                    unsent, FailureKind.PROXY, "the proxy does not let the call pass: " + reason(thrown), thrown);
        }
        boolean endedInHandshake = secure && find(thrown, ProtocolNegotiationException.class) != null;
        if (endedInHandshake || kind == FailureKind.TRUNCATED && progress.fresh && !progress.connected) {
            return failure(
                    unsent,
                    secure ? FailureKind.TLS : FailureKind.CONNECT,
                    "the connection ended while it was made",
                    thrown);
        }
        if (progress.fresh && !progress.begun && kind == FailureKind.TRUNCATED) {
            return failure(unsent, FailureKind.CONNECT, "the connection ended before it took the request", thrown);
        }
        return failure(unsent, kind, message(kind) + detail(kind, thrown), quotesTheAnswer(thrown) ? null : thrown);
    }

    static String message(FailureKind kind) {
        return MESSAGES.getOrDefault(kind, "unexpected");
    }

    private static CallFailure failure(boolean unsent, FailureKind kind, String message, @Nullable Throwable cause) {
        return unsent ? CallFailure.unsent(kind, message, cause) : new CallFailure(kind, message, cause);
    }

    /** The answers of a proxy to CONNECT that say that the API could not be reached through it just now. */
    static CallFailure refusedByProxy(int status) {
        return failure(
                PASSING_REFUSALS.contains(status),
                FailureKind.PROXY,
                "the proxy does not let the call pass: status " + status,
                null);
    }

    /**
     * Whether the request certainly did not go out, for a reason that may pass. With HTTP/2 a server also says of requests that it
     * has read that it did not look at them (RFC 9113 section 8.7).
     */
    static boolean isUnsent(Throwable thrown, Progress progress) {
        if (find(thrown, CallFailure.class) != null) {
            return false;
        }
        if (progress.begun) {
            return progress.multiplexed && find(thrown, RequestNotExecutedException.class) != null;
        }
        FailureKind kind = kindOf(thrown);
        boolean inHandshake = kind == FailureKind.TLS || find(thrown, ProtocolNegotiationException.class) != null;
        return inHandshake ? isCutOff(thrown) : PASSING.contains(kind);
    }

    /** The ends of a handshake without a word; whoever minds a certificate or a version says so in an alert. */
    private static boolean isCutOff(Throwable thrown) {
        String message = innermost(thrown).getMessage();
        return message != null && CUT_OFF.stream().anyMatch(message::contains);
    }

    /** HttpClient repeats in such messages what it could not understand, which may be anything, also our own request. */
    private static boolean quotesTheAnswer(Throwable thrown) {
        return find(thrown, HttpException.class) != null || find(thrown, MalformedChunkCodingException.class) != null;
    }

    /** Whether it is the failure of a socket that was dead before it was used again, if it had been used before. */
    static boolean isDeadSocket(Throwable thrown, Progress progress) {
        return !progress.answered && find(thrown, CallFailure.class) == null && kindOf(thrown) == FailureKind.TRUNCATED;
    }

    private static FailureKind kindOf(Throwable thrown) {
        for (Rule rule : RULES) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (rule.fits(cause)) {
                    return rule.kind;
                }
            }
        }
        // a broken pipe has no type of its own, unlike whatever HttpCore finds wrong
        return innermost(thrown).getClass() == IOException.class ? FailureKind.TRUNCATED : FailureKind.PROTOCOL;
    }

    private static String detail(FailureKind kind, Throwable thrown) {
        if (quotesTheAnswer(thrown)) {
            return " (" + thrown.getClass().getSimpleName() + ")";
        }
        if (kind == FailureKind.TLS) {
            return ": " + TlsReasons.of(innermost(thrown));
        }
        return kind == FailureKind.CONNECT ? ": " + reason(thrown) : "";
    }

    /** The message of the innermost cause: addresses and certificates, nothing of the request. */
    private static String reason(Throwable thrown) {
        Throwable innermost = innermost(thrown);
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    private static Throwable innermost(Throwable thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
