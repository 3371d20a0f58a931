package io.outrest.http;

import java.security.SignatureException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what somebody can do about a TLS handshake that failed. The JVM has few types and many texts for that: a text which is
 * not known is handed on as it is. It tells of certificates and versions, and of nothing that is sent.
 */
final class TlsReasons {

    private static final Pattern ALERT = Pattern.compile("[Rr]eceived fatal alert: (\\w+)");

    /** Alerts about the client's certificate (RFC 8446 section 6.2). */
    private static final Set<String> CLIENT_REFUSED = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied");

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "certification path|trust anchor|trustAnchors",
                    "the server's certificate is not trusted: its authority is"
                            + " not among those that are trusted here, or the server does not send the certificates that lead to it"),
            new Rule(
                    "[Aa]lternative (DNS )?name|No name matching",
                    "the server's certificate is not valid for the host"),
            new Rule(
                    "selected protocol version|protocol version TLS|not enabled or (not )?supported",
                    "the server offers neither TLS 1.3 nor TLS 1.2"),
            new Rule("SSL message|plaintext", "what answers there does not speak TLS"),
            new Rule("terminated the handshake", "the server ended the handshake"));

    private TlsReasons() {}

    private record Rule(Pattern text, String reason) {

        Rule(String text, String reason) {
            this(Pattern.compile(text), reason);
        }
    }

    /** @param thrown the innermost cause */
    static String of(Throwable thrown) {
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        if (thrown instanceof CertificateExpiredException) {
            return "a certificate of the server has expired (" + message + ")";
        }
        if (thrown instanceof CertificateNotYetValidException) {
            return "a certificate of the server is not valid yet, or the clock here is wrong (" + message + ")";
        }
        Matcher alert = ALERT.matcher(message);
        if (alert.find()) {
            return ofAlert(alert.group(1));
        }
        for (Rule rule : RULES) {
            if (rule.text.matcher(message).find()) {
                return rule.reason + " (" + message + ")";
            }
        }
        return isAboutCertificates(thrown) ? "the server's certificate is not trusted (" + message + ")" : message;
    }

    private static boolean isAboutCertificates(Throwable thrown) {
        return thrown instanceof CertificateException
                || thrown instanceof CertPathValidatorException
                || thrown instanceof SignatureException;
    }

    private static String ofAlert(String alert) {
        String said = " (alert " + alert + ")";
        if (alert.equals("certificate_required")) {
            return "the server demands a client certificate" + said;
        }
        if (CLIENT_REFUSED.contains(alert)) {
            return "the server does not accept the client certificate, or demands one" + said;
        }
        return switch (alert) {
            case "protocol_version" -> "the server offers neither TLS 1.3 nor TLS 1.2" + said;
            case "handshake_failure", "insufficient_security" ->
                "the server has no cipher suite in common with this client, or demands a client certificate" + said;
            case "unrecognized_name" -> "the server does not know the host" + said;
            default -> "the server ended the handshake" + said;
        };
    }
}
