package io.outrest;

import io.outrest.request.FailureKind;
import io.outrest.request.Response;
import io.outrest.settings.OneLine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The API answered with a status that counts as a failure, where {@code throwExceptionOnFailure} is set. A subclass of Camel's
 * own, so that {@code onException(HttpOperationFailedException.class)} goes on working. Its URI has no query, its body is text
 * of 64 KiB at most.
 */
public class OutrestOperationFailedException extends HttpOperationFailedException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_BODY = 64 * 1024;

    private final String connection;
    private final String method;
    private final String path;
    private final int attempts;

    OutrestOperationFailedException(CalledOperation operation, int attempts, Response response) {
        super(
                response.uri(),
                response.status(),
                response.reason(),
                printable(response.fields().first("Location")),
                headersOf(response),
                response.excerpt(LONGEST_BODY));
        this.connection = operation.connection();
        this.method = operation.method();
        this.path = operation.path();
        this.attempts = attempts;
    }

    /** Without what may be credentials: the message of the exception shows it. */
    private static @Nullable String printable(@Nullable String location) {
        return location == null
                ? null
                : OneLine.of(location).replaceAll("[?#].*", "").replaceFirst("//[^/]*@", "//");
    }

    private static Map<String, String> headersOf(Response response) {
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return headers;
    }

    /** Always {@link FailureKind#STATUS}. */
    public FailureKind getKind() {
        return FailureKind.STATUS;
    }

    /** The name of the connection. */
    public String getConnection() {
        return connection;
    }

    /** The method of the call. */
    public String getMethod() {
        return method;
    }

    /** The path template. */
    public String getPath() {
        return path;
    }

    /** How many times it was tried to send the request to the API. */
    public int getAttempts() {
        return attempts;
    }
}
