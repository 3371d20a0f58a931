package io.outrest.request;

import io.outrest.settings.InvalidSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What becomes of an answer that points elsewhere (RFC 9110 section 15.4). */
public enum Redirects {
    /** It is the answer. */
    NEVER,
    /** It is followed within scheme, host and port, five times at most. */
    SAME_ORIGIN;

    private static final int HOPS = 5;

    /** Reads the setting {@code followRedirects}. */
    public static Redirects parse(String text) {
        return switch (text.trim()) {
            case "never" -> NEVER;
            case "same-origin" -> SAME_ORIGIN;
            default -> throw new InvalidSetting("followRedirects", "must be never or same-origin");
        };
    }

    /** A call that follows redirects so; one that must not be followed, or is turned away on its way, is the answer. */
    public Call around(Call next) {
        return this == NEVER ? next : request -> follow(next, request, HOPS);
    }

    private static CompletionStage<Response> follow(Call next, Request request, int hopsLeft) {
        return next.send(request).thenCompose(response -> {
            Request following = hopsLeft > 0 ? following(request, response) : null;
            if (following == null) {
                return CompletableFuture.completedFuture(response);
            }
            Outcome kept = new Outcome(response, null).released();
            return follow(next, following, hopsLeft - 1)
                    .handle(Outcome::of)
                    .thenCompose(outcome -> outcome.isTurnedAway()
                            ? kept.asStage()
                            : outcome.sentAlready().asStage());
        });
    }

    private static @Nullable Request following(Request request, Response response) {
        String target = target(request, response);
        return target == null
                ? null
                : switch (response.status()) {
                    case 301, 302 -> request.method().equals("POST") ? asGet(request, target) : again(request, target);
                    case 303 -> asGet(request, target);
                    case 307, 308 -> again(request, target);
                    default -> null;
                };
    }

    private static @Nullable String target(Request request, Response response) {
        String location = response.fields().first("Location");
        if (location == null || response.fields().all("Location").size() > 1) {
            return null;
        }
        try {
            URI base = new URI(request.origin() + request.target());
            URI to = resolved(base, new URI(location.trim()));
            boolean sameOrigin = to.getRawUserInfo() == null
                    && to.getHost() != null
                    && Origin.locate("Location", to.getScheme() + "://" + to.getRawAuthority())
                            .origin()
                            .equals(request.origin());
            return sameOrigin ? pathAndQuery(to) : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    /** As RFC 3986 section 5.2.2 says; {@link URI#resolve} takes other ways with an empty path and with empty segments. */
    private static URI resolved(URI base, URI reference) throws URISyntaxException {
        boolean elsewhere = reference.getRawAuthority() != null || reference.getScheme() != null;
        if (reference.isOpaque() || elsewhere && reference.getRawAuthority() == null) {
            return reference;
        }
        String path = reference.getRawPath();
        boolean samePath = path.isEmpty() && !elsewhere;
        String query = samePath && reference.getRawQuery() == null ? base.getRawQuery() : reference.getRawQuery();
        if (samePath) {
            path = base.getRawPath();
        } else if (!elsewhere && !path.startsWith("/")) {
            path = base.getRawPath().substring(0, base.getRawPath().lastIndexOf('/') + 1) + path;
        }
        return new URI((reference.getScheme() == null ? base.getScheme() : reference.getScheme())
                + "://"
                + (elsewhere ? reference.getRawAuthority() : base.getRawAuthority())
                + withoutDots(path)
                + (query == null ? "" : "?" + query));
    }

    /** RFC 3986 section 5.2.4; what leads out of the root is refused, not repaired. */
    private static String withoutDots(String path) {
        Deque<String> segments = new ArrayDeque<>();
        String last = "";
        for (String segment : path.split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                if (segments.size() < 2) {
                    throw new IllegalArgumentException("leads out of the root");
                }
                segments.removeLast();
            } else if (!segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        boolean open = last.equals(".") || last.equals("..");
        return String.join("/", segments) + (open ? "/" : "");
    }

    private static @Nullable String pathAndQuery(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        boolean plain = (path + uri.getRawQuery()).chars().allMatch(c -> c > ' ' && c < 0x7F);
        if (!plain || path.startsWith("/..") || path.startsWith("//")) { // the latter would name a host
            return null;
        }
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static Request asGet(Request request, String target) {
        String method = request.method().equals("HEAD") ? "HEAD" : "GET";
        return request.to(method, target, Body.none()).with(request.headers().without("Content-Type"));
    }

    private static @Nullable Request again(Request request, String target) {
        return request.body().repeatable() ? request.to(request.method(), target, request.body()) : null;
    }
}
