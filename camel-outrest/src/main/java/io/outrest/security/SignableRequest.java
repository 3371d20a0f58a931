package io.outrest.security;

import io.outrest.request.Body;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;

/**
 * A request that is about to be sent, as a {@link RequestSigner} sees it. Immutable; what is added gives another one. Prints
 * neither values nor path.
 */
public final class SignableRequest {

    private final Request unsigned;
    private final Request request;

    SignableRequest(Request request) {
        this(request, request);
    }

    private SignableRequest(Request unsigned, Request request) {
        this.unsigned = unsigned;
        this.request = request;
    }

    /** The method, in upper case. */
    public String method() {
        return request.method();
    }

    /**
     * The whole address: path and query are encoded as they are sent.
     *
     * @throws CallFailure of kind TOKEN, where the connection's path has brackets, which a {@link URI} does not take there
     */
    public URI uri() {
        try {
            return new URI(request.origin() + request.target());
        } catch (URISyntaxException e) { // holds the whole address, and so keys in its query
            throw new CallFailure(
                    FailureKind.TOKEN, "the signer asks for the address as a java.net.URI, which it cannot be");
        }
    }

    /** The path, encoded as it is sent. */
    public String path() {
        String target = request.target();
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** The query without its question mark, encoded as it is sent; empty when there is none. */
    public String query() {
        String target = request.target();
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /** The value of the header {@code Host}: the port stands in it unless it is the scheme's own. */
    public String host() {
        return request.origin().authority();
    }

    /**
     * The headers by name, which ignores case. {@code Host}, {@code Content-Length} and what belongs to the HTTP connection
     * are added later.
     */
    public Map<String, List<String>> headers() {
        return request.headers().asMap();
    }

    /**
     * The body as it will be sent, empty for none; to be closed. Each call opens it anew.
     *
     * @throws IOException when it cannot be read
     * @throws CallFailure of kind BODY, when it is a stream that can be read only once, and so is left to be sent
     */
    public InputStream body() throws IOException {
        if (request.body() instanceof Body.Bytes bytes) {
            return new ByteArrayInputStream(bytes.content());
        }
        if (request.body() instanceof Body.Streamed streamed) {
            if (!streamed.repeatable()) {
                throw new CallFailure(
                        FailureKind.BODY,
                        "the body can be read only once, so it cannot be signed and then sent; turn stream caching on, or"
                                + " give a file, bytes or text");
            }
            return streamed.source().open();
        }
        return InputStream.nullInputStream();
    }

    /**
     * The digest of the body; that of no bytes when there is none. A body that is not in memory is read through.
     *
     * @param algorithm for example {@code SHA-256}
     * @throws IOException when the body cannot be read
     * @throws NoSuchAlgorithmException when the JVM does not know the algorithm
     * @throws CallFailure as {@link #body()} does
     */
    public byte[] bodyDigest(String algorithm) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        try (InputStream body = new DigestInputStream(body(), digest)) {
            body.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }

    /**
     * This request with a header, in the place of any of its name.
     *
     * @throws IllegalArgumentException when the name is no token (RFC 9110 section 5.6.2) or belongs to the HTTP connection,
     *     or the value holds other characters than visible ASCII, blanks and tabs
     */
    public SignableRequest withHeader(String name, String value) {
        if (!Headers.isName(name) || Headers.isNeverSent(name)) {
            throw new IllegalArgumentException("a signer cannot set the header '" + name + "'");
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7F || c == '\t')) {
            throw new IllegalArgumentException(
                    "the value of the header '" + name + "' holds characters that cannot be sent");
        }
        return new SignableRequest(unsigned, request.with(request.headers().with(name, value)));
    }

    /** This request with a query parameter, in the place of any of its name; name and value are encoded. */
    public SignableRequest withQuery(String name, String value) {
        return new SignableRequest(unsigned, request.withQuery(name, value));
    }

    boolean isMadeOf(Request given) {
        return unsigned.equals(given);
    }

    Request signed() {
        return request;
    }

    @Override
    public String toString() {
        return request.toString();
    }
}
