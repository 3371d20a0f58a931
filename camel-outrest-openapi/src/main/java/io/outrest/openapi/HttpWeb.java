package io.outrest.openapi;

import io.outrest.http.HttpTransports;
import io.outrest.http.TransportSettings;
import io.outrest.request.Body;
import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.ContentCoding;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fetches documents by the component's own HTTP client, without credentials, by the JVM's trust. Redirects are followed five
 * times at most, and never from https to http. The calling thread waits.
 */
final class HttpWeb implements Access.Web {

    private static final int HOPS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Headers HEADERS = Headers.none()
            .with("Accept", "application/yaml, application/json, application/vnd.oai.openapi, */*;q=0.1")
            .with("Accept-Encoding", ContentCoding.ACCEPTED);

    private final HttpTransports transports;
    private final TransportSettings.Tls tls;
    private final TransportSettings.@Nullable Proxy proxy;
    private final boolean allowPrivate;

    /** @param allowPrivate whether also addresses that do not belong to the public Internet may be connected to */
    HttpWeb(HttpTransports transports, boolean allowPrivate) {
        this(transports, TransportSettings.Tls.standard(), null, allowPrivate);
    }

    /** The same with the TLS and the proxy of the import. */
    HttpWeb(
            HttpTransports transports,
            TransportSettings.Tls tls,
            TransportSettings.@Nullable Proxy proxy,
            boolean allowPrivate) {
        this.transports = transports;
        this.tls = tls;
        this.proxy = proxy;
        this.allowPrivate = allowPrivate;
    }

    /** Where a proxy connects to is for the proxy to say; what is reached directly is looked at here. */
    private TransportSettings settings(Origin origin) {
        boolean any = allowPrivate || proxy != null && proxy.leadsTo(origin);
        return new TransportSettings(
                tls,
                proxy,
                TransportSettings.Version.AUTO,
                Duration.ofSeconds(10),
                any ? TransportSettings.Addresses.ANY : TransportSettings.Addresses.PUBLIC);
    }

    @Override
    public Access.Content fetch(Source url, Predicate<Source> allowed, long limit, Deadline deadline) {
        Source at = url;
        for (int hop = 0; hop <= HOPS; hop++) {
            Response response = get(at, limit, deadline);
            if (!REDIRECTS.contains(response.status())) {
                if (response.status() != 200) {
                    throw new RefusedDocument(at.label(), "the server answered with the status " + response.status());
                }
                return new Access.Content(at, response.bytes());
            }
            at = redirected(at, response, allowed);
        }
        throw new RefusedDocument(url.label(), "the server redirects more than " + HOPS + " times");
    }

    private Response get(Source url, long limit, Deadline deadline) {
        URI address = Objects.requireNonNull(url.address());
        Origin origin = Origin.locate("spec", address.getScheme() + "://" + address.getRawAuthority())
                .origin();
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String target = address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
        // the deadline is the whole import's; nothing goes on after the answer but the thread that waits for it
        Lifetime lifetime = Lifetime.start(System::nanoTime, Runnable::run, Duration.ZERO);
        try (HttpTransports.Lease lease = transports.lease(settings(origin), origin)) {
            Call call = lease.transport().call(null, limit, limit);
            Request request = new Request("GET", origin, target, HEADERS, Body.none(), null, lifetime);
            Response response = call.send(request)
                    .toCompletableFuture()
                    .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            return ContentCoding.removed(response, limit);
        } catch (TimeoutException e) {
            lifetime.expire();
            throw deadline.over(url.label());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lifetime.end(new CallFailure(FailureKind.CANCELLED, "the import was interrupted"));
            throw new RefusedDocument(url.label(), "the import was interrupted");
        } catch (ExecutionException e) {
            throw failed(url, CallFailure.of(Objects.requireNonNullElse(e.getCause(), e)), limit);
        } catch (CallFailure e) {
            throw failed(url, e, limit);
        }
    }

    private static RefusedDocument failed(Source url, CallFailure failure, long limit) {
        String message = String.valueOf(failure.getMessage());
        if (failure.kind() == FailureKind.LIMIT && message.contains("maxResponseSize")) {
            return Access.tooLong(url, limit);
        }
        String hint = failure.kind() == FailureKind.REJECTED ? " (allowPrivate)" : "";
        return new RefusedDocument(url.label(), "cannot be fetched: " + Quoted.visible(message, 300) + hint);
    }

    private static Source redirected(Source from, Response response, Predicate<Source> allowed) {
        List<String> locations = response.fields().all("Location");
        if (locations.size() != 1) {
            throw new RefusedDocument(from.label(), "the server redirects without saying to where");
        }
        Source to;
        try {
            URI base = Objects.requireNonNull(from.address());
            to = Source.url(
                    "Location", base.resolve(new URI(locations.get(0).strip())).toString());
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new RefusedDocument(from.label(), "the server redirects to what is no URL of http or https");
        }
        URI address = Objects.requireNonNull(to.address());
        if (Objects.requireNonNull(from.address()).getScheme().equals("https")
                && !address.getScheme().equals("https")) {
            throw new RefusedDocument(from.label(), "the server redirects from https to http");
        }
        if (!allowed.test(to)) {
            throw new RefusedDocument(
                    from.label(), "the server redirects to a URL below none of the prefixes in the setting references");
        }
        return to;
    }
}
