package io.outrest;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.annotations.SendDynamic;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.component.SendDynamicAwareSupport;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.UnsafeUriCharactersEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Lets all messages of a {@code toD} share one endpoint for each connection and its fixed options: values of {@code path.},
 * {@code query.} and {@code header.} travel with the exchange. What the route says is read once, as {@code to} reads it; each
 * value is then evaluated on its own, so that a message's text never becomes part of a URI: it can add no option, and no
 * placeholder in it is filled in.
 */
@SendDynamic("outrest")
public class OutrestSendDynamicAware extends SendDynamicAwareSupport {

    private static final String SCHEME = "outrest:";
    private static final Pattern FIXED_VALUE = Pattern.compile("[\\w.$:#\\[\\] -]*");

    private static final Pattern MORE_THAN_A_NAME = Pattern.compile("\\?|\\{\\{|%[0-9A-Fa-f]{2}");

    private final Map<String, Written> routes = new ConcurrentHashMap<>();

    @Override
    public boolean isLenientProperties() {
        return false;
    }

    @Override
    public DynamicAwareEntry prepare(Exchange exchange, String uri, String originalUri) {
        return new DynamicAwareEntry(uri, originalUri, new LinkedHashMap<>(), Map.of());
    }

    @Override
    public @Nullable String resolveStaticUri(Exchange exchange, DynamicAwareEntry entry) throws Exception {
        Written written = written(entry.getOriginalUri());
        if (written == null) {
            return null;
        }
        StringBuilder uri = new StringBuilder(SCHEME).append(written.nameFor(exchange));
        char separator = '?';
        for (Map.Entry<String, String> option : written.fixedFor(exchange).entrySet()) {
            uri.append(separator)
                    .append(URISupport.createQueryString(Map.of(option.getKey(), (Object) option.getValue())));
            separator = '&';
        }
        return uri.toString();
    }

    /** Evaluates here: what fails in the processor itself, Camel reports and then calls nevertheless. */
    @Override
    public @Nullable Processor createPreProcessor(Exchange exchange, DynamicAwareEntry entry) throws Exception {
        Written written = written(entry.getOriginalUri());
        if (written == null) {
            return null;
        }
        DynamicValues values = new DynamicValues(
                decoded(written.nameFor(exchange)),
                written.valuesOf(written.path, exchange),
                written.valuesOf(written.query, exchange),
                written.valuesOf(written.headers, exchange));
        return values::putOn;
    }

    @Override
    public Processor createPostProcessor(Exchange exchange, DynamicAwareEntry entry) {
        return DynamicValues::removeFrom;
    }

    private static String decoded(String name) {
        return URLDecoder.decode(
                name.replace("%", "%25")
                        .replaceAll("%25(\\p{XDigit}{2})", "%$1")
                        .replace("+", "%2B"),
                StandardCharsets.UTF_8);
    }

    private @Nullable Written written(String uri) throws URISyntaxException {
        Written known = routes.get(uri);
        if (known != null || !uri.startsWith(SCHEME)) {
            return known;
        }
        Written written = Written.of(
                getCamelContext(), EndpointHelper.resolveEndpointUriPropertyPlaceholders(getCamelContext(), uri));
        routes.put(uri, written);
        return written;
    }

    /**
     * What a route has written behind {@code toD}.
     *
     * @param text of the name, for errors
     * @param name of the connection, possibly with expressions
     * @param fixed options, which make an endpoint
     */
    private record Written(
            String text,
            RouteValues name,
            RouteValues fixed,
            RouteValues path,
            RouteValues query,
            RouteValues headers) {

        private static final String NAME = "name";

        /** What stands without options is a name, so that no expression can give any. */
        static Written of(CamelContext context, String uri) throws URISyntaxException {
            Expressions expressions = new Expressions(uri);
            int question = expressions.hidden.indexOf('?');
            int mark = question < 0 ? expressions.hidden.length() : question;
            String name = expressions.shown(expressions.hidden.substring(SCHEME.length(), mark));
            Map<String, Object> fixed = new LinkedHashMap<>();
            Map<String, Object> path = new LinkedHashMap<>();
            Map<String, Object> query = new LinkedHashMap<>();
            Map<String, Object> headers = new LinkedHashMap<>();
            asCamelReads(SCHEME + "name" + expressions.hidden.substring(mark)).forEach((hidden, text) -> {
                String option = expressions.shown(hidden);
                String value = expressions.shown(String.valueOf(text));
                String plain = option.substring(option.indexOf('.') + 1);
                if (option.startsWith("header.")) {
                    headers.put(plain, value);
                } else if (option.startsWith("path.")) {
                    path.put(plain, value);
                } else if (option.startsWith("query.")) {
                    query.put(plain, value);
                } else {
                    fixed.put(option, value);
                }
            });
            return new Written(
                    name,
                    RouteValues.of(context, Map.of(NAME, name.startsWith("//") ? name.substring(2) : name)),
                    RouteValues.of(context, fixed),
                    RouteValues.of(context, path),
                    RouteValues.of(context, query),
                    RouteValues.of(context, headers));
        }

        private static Map<String, Object> asCamelReads(String uri) throws URISyntaxException {
            String normalized = UnsafeUriCharactersEncoder.encode(URISupport.normalizeUri(uri));
            Map<String, Object> options = URISupport.parseParameters(new URI(normalized));
            URISupport.resolveRawParameterValues(options);
            return options;
        }

        String nameFor(Exchange exchange) {
            String evaluated = text(exchange, valuesOf(name, exchange).get(NAME));
            if (MORE_THAN_A_NAME.matcher(evaluated).find()) {
                throw refused("the expression for the connection gives what cannot be the name of one");
            }
            return evaluated;
        }

        Map<String, String> fixedFor(Exchange exchange) {
            Map<String, String> evaluated = new LinkedHashMap<>();
            valuesOf(fixed, exchange).forEach((option, value) -> {
                String optionText = text(exchange, value);
                if (!FIXED_VALUE.matcher(optionText).matches()) {
                    throw refused("the endpoint option " + option + " has a value that it cannot have");
                }
                evaluated.put(option, optionText);
            });
            return evaluated;
        }

        /** @throws OutrestException of kind PARAMETER, when an expression fails */
        Map<String, @Nullable Object> valuesOf(RouteValues values, Exchange exchange) {
            try {
                return values.of(exchange);
            } catch (CallFailure e) {
                throw refused(e);
            }
        }

        private OutrestException refused(String problem) {
            return refused(new CallFailure(FailureKind.CONFIGURATION, problem));
        }

        private OutrestException refused(CallFailure failure) {
            return new OutrestException(new CalledOperation(text, "", ""), 0, failure);
        }

        private static String text(Exchange exchange, @Nullable Object value) {
            String text = exchange.getContext().getTypeConverter().tryConvertTo(String.class, exchange, value);
            return text == null ? "" : text;
        }
    }

    /** Keeps the expressions of a URI from being read as parts of it. */
    private static final class Expressions {

        private static final char FIRST = '\uE000';
        private static final char LAST = '\uF8FF';

        private final StringBuilder hiding = new StringBuilder();
        private final Map<Character, String> byMark = new LinkedHashMap<>();
        final String hidden;

        Expressions(String uri) {
            int at = 0;
            while (at < uri.length()) {
                int end = uri.startsWith("${", at) ? endOf(uri, at) : -1;
                if (end < 0 || FIRST + byMark.size() > LAST) {
                    hiding.append(uri.charAt(at++));
                } else {
                    char mark = (char) (FIRST + byMark.size());
                    byMark.put(mark, uri.substring(at, end));
                    hiding.append(mark);
                    at = end;
                }
            }
            hidden = hiding.toString();
        }

        private static int endOf(String uri, int start) {
            int depth = 0;
            for (int i = start + 1; i < uri.length(); i++) {
                depth += uri.charAt(i) == '{' ? 1 : uri.charAt(i) == '}' ? -1 : 0;
                if (depth == 0) {
                    return i + 1;
                }
            }
            return -1;
        }

        String shown(String text) {
            StringBuilder shown = new StringBuilder();
            text.chars().forEach(c -> shown.append(byMark.getOrDefault((char) c, Character.toString(c))));
            return shown.toString();
        }
    }
}
