package io.outrest.http;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Payload;
import io.outrest.request.Response;
import java.io.IOException;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStreamResetException;
import org.jspecify.annotations.Nullable;

/** Status line and headers of an answer: what is taken, and what is made of it. */
final class AnswerHead {

    private AnswerHead() {}

    /**
     * The answer with that body.
     *
     * @throws IOException whose cause is a {@link CallFailure}, for an answer that is refused for its head
     */
    static Response response(HttpResponse response, Payload payload) throws IOException {
        check(response); // HttpClient finds no reason phrase for a status that it does not know
        return new Response(response.getCode(), oneLine(response.getReasonPhrase()), headers(response), payload);
    }

    private static Headers headers(HttpResponse response) {
        Header[] headers = response.getHeaders();
        Headers.Field[] fields = new Headers.Field[headers.length];
        for (int i = 0; i < headers.length; i++) {
            fields[i] = new Headers.Field(headers[i].getName(), oneLine(headers[i].getValue()));
        }
        return new Headers(List.of(fields));
    }

    private static void check(HttpResponse response) throws IOException {
        if (response.getHeaders().length > Sockets.HEADER_COUNT) {
            throw refused(FailureKind.LIMIT, "the answer has more headers than are accepted");
        }
        int status = response.getCode();
        if (status < 200 || status > 599) {
            throw refused(FailureKind.PROTOCOL, "the answer has the status " + status + ", which HTTP does not know");
        }
        boolean length = response.containsHeader("Content-Length");
        if (length && response.containsHeader("Transfer-Encoding") || response.countHeaders("Content-Length") > 1) {
            throw refused(FailureKind.PROTOCOL, "the answer says in two ways where it ends");
        }
    }

    /** Fails when an interim answer is one that nobody asked for. */
    static void checkInterim(HttpResponse response) throws IOException {
        if (response.getCode() == 101) {
            throw refused(FailureKind.PROTOCOL, "the API switched to another protocol, which nobody asked for");
        }
    }

    /** A recipient puts blanks in the place of CR, LF and NUL (RFC 9110 section 5.5). */
    private static String oneLine(@Nullable String text) {
        return text == null ? "" : text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
    }

    static IOException tooLong() {
        return refused(FailureKind.LIMIT, "the answer is longer than maxResponseSize allows");
    }

    /** Ends the exchange. Of all exceptions only this one does so with HTTP/2 where the answer has just come to its end. */
    static IOException refused(FailureKind kind, String message) {
        return new HttpStreamResetException(message, new CallFailure(kind, message));
    }
}
