package io.outrest;

import io.outrest.request.AnswerType;
import io.outrest.request.CallFailure;
import io.outrest.request.Headers;
import io.outrest.request.Payload;
import io.outrest.request.Response;
import io.outrest.settings.StatusRanges;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.converter.stream.CachedOutputStream;
import org.apache.camel.support.SynchronizationAdapter;

/** Writes what a call came to onto its exchange: status, headers and body, or an exception. */
final class ExchangeWriter {

    private static final int LARGE = 128 * 1024;
    private static final Set<String> HOP_BY_HOP = Headers.names(List.of(
            "Connection",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            Exchange.BREADCRUMB_ID));

    private final AnswerType wanted;

    ExchangeWriter(AnswerType wanted) {
        this.wanted = wanted;
    }

    /** An answer that is a result, whatever its status. */
    void answer(Exchange exchange, Response response) {
        status(exchange, response);
        Object body = response.as(wanted);
        if (body instanceof InputStream stream && response.payload() instanceof Payload.Incoming) {
            closeWhenDone(exchange, stream);
        }
        exchange.getMessage().setBody(body instanceof byte[] bytes ? cachedWhenLarge(exchange, bytes) : body);
    }

    /** An answer that is a failure: an exception, and the status on the message. */
    void failedStatus(Exchange exchange, Response response, CalledOperation operation, int attempts) {
        status(exchange, response);
        exchange.setException(new OutrestOperationFailedException(operation, attempts, response));
        response.payload().close();
    }

    /** No answer, or none that can be read. */
    void failure(Exchange exchange, CallFailure failure, CalledOperation operation, int attempts) {
        exchange.setException(new OutrestException(operation, attempts, failure));
    }

    /** Takes away what an earlier call left, so that nobody takes it for this one's. */
    void begin(Exchange exchange, int attempts) {
        Message message = exchange.getMessage();
        message.removeHeader(OutrestConstants.HTTP_RESPONSE_CODE);
        message.removeHeader(OutrestConstants.HTTP_RESPONSE_TEXT);
        message.setHeader(OutrestConstants.ATTEMPTS, attempts);
    }

    private static void status(Exchange exchange, Response response) {
        RouteHeaders.answer(exchange, visible(response.fields()));
        exchange.getMessage().setHeader(OutrestConstants.HTTP_RESPONSE_CODE, response.status());
        exchange.getMessage().setHeader(OutrestConstants.HTTP_RESPONSE_TEXT, response.reason());
    }

    /**
     * Without what belongs to the connection, and without names that Camel would take for its own: one text, or a list where a
     * field was repeated; names ignore case.
     */
    private static Map<String, Object> visible(Headers fields) {
        Set<String> named = namedByConnection(fields);
        Map<String, Object> visible = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Headers.Field field : fields.fields()) {
            String name = field.name();
            if (!HOP_BY_HOP.contains(name) && !named.contains(name) && !isCamels(name)) {
                Object before = visible.putIfAbsent(name, field.value());
                if (before instanceof String) {
                    visible.put(name, fields.all(name));
                }
            }
        }
        return visible;
    }

    private static boolean isCamels(String name) {
        return name.regionMatches(true, 0, "camel", 0, "camel".length());
    }

    /** Names that belong to the connection because it says so, beside those that always do. */
    private static Set<String> namedByConnection(Headers fields) {
        Set<String> named = Set.of();
        for (Headers.Field field : fields.fields()) {
            if (field.isCalled("Connection") && !HOP_BY_HOP.contains(field.value())) {
                named = named.isEmpty() ? Headers.names(named) : named;
                for (String name : field.value().split(",", -1)) {
                    named.add(name.trim());
                }
            }
        }
        return named;
    }

    private static Object cachedWhenLarge(Exchange exchange, byte[] bytes) {
        if (bytes.length <= LARGE) {
            return bytes;
        }
        try (CachedOutputStream cached = new CachedOutputStream(exchange)) {
            cached.write(bytes);
            return cached.newStreamCache();
        } catch (IOException e) {
            return bytes; // the cache is a service, the bytes are here
        }
    }

    private static void closeWhenDone(Exchange exchange, InputStream stream) {
        exchange.getExchangeExtension().setStreamCacheDisabled(true); // the next step would read it into memory
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                try {
                    stream.close();
                } catch (IOException e) {
                    // it was given up anyway
                }
            }
        });
    }

    /** Whether a status counts as a failure. */
    static boolean isFailure(Response response, boolean throwsOnFailure, StatusRanges success) {
        return throwsOnFailure && !success.contain(response.status());
    }
}
