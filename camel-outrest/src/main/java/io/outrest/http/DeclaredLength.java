package io.outrest.http;

import io.outrest.request.FailureKind;
import java.io.IOException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * Holds an answer over HTTP/2 to the {@code Content-Length} that it has (RFC 9113 section 8.1.1): there, frames say where it
 * ends and HttpClient does not compare. With HTTP/1.1 the length says where it ends, and nothing is left to check.
 */
final class DeclaredLength {

    private static final int NONE = -1;

    private final long declared;
    private long come;

    private DeclaredLength(long declared) {
        this.declared = declared;
    }

    static DeclaredLength none() {
        return new DeclaredLength(NONE);
    }

    /** The length that an answer has; fails with PROTOCOL when it is no number. */
    static DeclaredLength of(HttpResponse response, HttpContext context) throws IOException {
        ProtocolVersion version = response.getVersion();
        boolean framed = version != null && version.greaterEquals(HttpVersion.HTTP_2);
        Header length = response.getFirstHeader("Content-Length");
        if (!framed || length == null || isOfAnotherAnswer(response, context)) {
            return none();
        }
        String digits = length.getValue();
        if (digits == null || !digits.matches("[0-9]{1,18}")) {
            throw AnswerHead.refused(FailureKind.PROTOCOL, "the answer's length is no number");
        }
        return new DeclaredLength(Long.parseLong(digits));
    }

    /** HEAD and 304 have the length that the answer to a GET would have (RFC 9110 section 8.6). */
    private static boolean isOfAnotherAnswer(HttpResponse response, HttpContext context) {
        return response.getCode() == 304
                || context instanceof HttpCoreContext core
                        && core.getRequest() != null
                        && core.getRequest().getMethod().equals("HEAD");
    }

    boolean exceeds(long limit) {
        return declared > limit;
    }

    /** Counts bytes of the body; fails with PROTOCOL when they are more than were declared. */
    void count(int bytes) throws IOException {
        come += bytes;
        if (declared != NONE && come > declared) {
            throw AnswerHead.refused(FailureKind.PROTOCOL, "the answer is longer than it says");
        }
    }

    /** The body has ended; fails with TRUNCATED when it is shorter than was declared. */
    void end() throws IOException {
        if (come < declared) {
            throw AnswerHead.refused(FailureKind.TRUNCATED, "the answer ended before the length that it says");
        }
    }
}
