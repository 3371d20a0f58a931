package io.outrest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.spi.annotations.SendDynamic;
import org.apache.camel.support.component.SendDynamicAwareSupport;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets all messages of a {@code toD} share one endpoint for each connection and its fixed options: values of {@code path.},
 * {@code query.} and {@code header.} travel with the exchange. Each value is evaluated on its own, from what the route says, so
 * that a message's text never becomes part of a URI: it can add no option, and no placeholder in it is filled in.
 */
@SendDynamic("outrest")
public class OutrestSendDynamicAware extends SendDynamicAwareSupport {

    private static final String SCHEME = "outrest:";

    @Override
    public boolean isLenientProperties() {
        return false;
    }

    @Override
    public @Nullable DynamicAwareEntry prepare(Exchange exchange, String uri, String originalUri) throws Exception {
        Written written = Written.of(originalUri);
        return written == null ? null : new DynamicAwareEntry(uri, originalUri, new LinkedHashMap<>(), Map.of());
    }

    @Override
    public @Nullable String resolveStaticUri(Exchange exchange, DynamicAwareEntry entry) throws Exception {
        Written written = Written.of(entry.getOriginalUri());
        if (written == null) {
            return null;
        }
        StringBuilder uri = new StringBuilder(SCHEME).append(evaluated(exchange, written.name, String.class));
        char separator = '?';
        for (Map.Entry<String, String> option : written.options.entrySet()) {
            if (!isValue(option.getKey())) {
                Object value = evaluated(exchange, option.getValue(), String.class);
                uri.append(separator).append(option.getKey()).append('=').append(encoded(option.getKey(), value));
                separator = '&';
            }
        }
        return uri.toString();
    }

    private static String encoded(String name, @Nullable Object value) throws Exception {
        String query = URISupport.createQueryString(Map.of(name, value == null ? "" : value));
        return query.substring(query.indexOf('=') + 1);
    }

    @Override
    public @Nullable Processor createPreProcessor(Exchange exchange, DynamicAwareEntry entry) {
        Written written = Written.of(entry.getOriginalUri());
        return written == null ? null : sent -> values(sent, written).putOn(sent);
    }

    @Override
    public Processor createPostProcessor(Exchange exchange, DynamicAwareEntry entry) {
        return DynamicValues::removeFrom;
    }

    private static DynamicValues values(Exchange exchange, Written written) {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        Map<String, @Nullable Object> headers = new LinkedHashMap<>();
        written.options.forEach((option, text) -> {
            if (isValue(option)) {
                String name = option.substring(option.indexOf('.') + 1);
                Object value = evaluated(exchange, text, Object.class);
                (option.startsWith("header.") ? headers : parameters).put(name, value);
            }
        });
        return new DynamicValues(parameters, headers);
    }

    private static boolean isValue(String option) {
        return option.startsWith("path.") || option.startsWith("query.") || option.startsWith("header.");
    }

    private static @Nullable Object evaluated(Exchange exchange, String text, Class<?> type) {
        if (!text.contains("${")) {
            return text;
        }
        CamelContext context = exchange.getContext();
        Expression expression = context.resolveLanguage("simple").createExpression(text);
        expression.init(context);
        return expression.evaluate(exchange, type);
    }

    /**
     * What a route has written behind {@code toD}.
     *
     * @param name of the connection, possibly with expressions
     * @param options and their values, possibly with expressions
     */
    private record Written(String name, Map<String, String> options) {

        /** Null for what is not written in this form, such as a URI that is one expression as a whole. */
        static @Nullable Written of(String uri) {
            if (!uri.startsWith(SCHEME)) {
                return null;
            }
            String rest = uri.substring(SCHEME.length());
            List<String> parts = split(rest, '?', 2);
            if (parts.size() < 2) {
                return null; // a whole endpoint may come out of the expression
            }
            Map<String, String> options = new LinkedHashMap<>();
            for (String pair : split(parts.get(1), '&', Integer.MAX_VALUE)) {
                int equals = pair.indexOf('=');
                if (equals <= 0) {
                    return null;
                }
                options.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
            return new Written(parts.get(0), options);
        }

        /** Splits outside of expressions. */
        private static List<String> split(String text, char separator, int most) {
            List<String> parts = new ArrayList<>();
            int depth = 0;
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                if (c == separator && depth == 0 && parts.size() < most - 1) {
                    parts.add(text.substring(start, i));
                    start = i + 1;
                }
            }
            parts.add(text.substring(start));
            return parts;
        }
    }
}
