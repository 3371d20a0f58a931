package io.outrest.observe;

import io.outrest.request.JsonCodec;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One call as the audit keeps it: request and answer, masked, without credentials, of bodies the first 4096 bytes.
 *
 * @param time when it began
 * @param url where the first base URL leads, with the query
 * @param requestHeaders by name, case ignored
 * @param requestBody empty for none
 * @param status 0 where there is no answer
 * @param result the status, or the kind of the failure and its message
 */
public record AuditRecord(
        Instant time,
        String connection,
        String correlationId,
        String method,
        String url,
        Map<String, String> requestHeaders,
        String requestBody,
        int status,
        String result,
        Map<String, String> responseHeaders,
        String responseBody,
        Duration duration,
        int attempts) {

    static AuditRecord of(CallEvent event, Supplier<JsonCodec> json) {
        Response answer = event.outcome().answer();
        Request request = event.request();
        return new AuditRecord(
                event.begin(),
                event.connection(),
                event.correlationId(),
                event.method(),
                request.origin() + Masking.target(request.target()),
                Masking.headers(request.headers()),
                Excerpt.of(request.body()),
                event.status(),
                event.result(),
                answer == null ? Map.of() : Masking.headers(answer.fields()),
                answer == null ? "" : Excerpt.of(answer, json),
                event.duration(),
                event.attempts());
    }

    /** Whether that text stands in anything of it, case ignored. */
    public boolean contains(String text) {
        return (connection + "\n" + correlationId + "\n" + method + " " + url + "\n" + requestHeaders + "\n"
                        + requestBody + "\n" + result + "\n" + responseHeaders + "\n" + responseBody)
                .toLowerCase(Locale.ROOT)
                .contains(text.toLowerCase(Locale.ROOT));
    }

    /** As it is shown in JSON: texts and numbers, durations in milliseconds. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("time", time.toString());
        map.put("connection", connection);
        map.put("correlationId", correlationId);
        map.put("method", method);
        map.put("url", url);
        map.put("requestHeaders", requestHeaders);
        map.put("requestBody", requestBody);
        map.put("status", status);
        map.put("result", result);
        map.put("responseHeaders", responseHeaders);
        map.put("responseBody", responseBody);
        map.put("millis", duration.toMillis());
        map.put("attempts", attempts);
        return map;
    }

    /** Without addresses and bodies. */
    @Override
    public String toString() {
        return time + " " + connection + " " + method + " " + status;
    }
}
