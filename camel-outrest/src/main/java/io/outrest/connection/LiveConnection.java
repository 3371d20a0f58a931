package io.outrest.connection;

import io.outrest.http.HttpTransports;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsMaterials;
import io.outrest.http.TlsSettings;
import io.outrest.http.TransportSettings;
import io.outrest.observe.CallObserver;
import io.outrest.observe.Explanation;
import io.outrest.observe.Observed;
import io.outrest.observe.ObservedCall;
import io.outrest.request.AnswerType;
import io.outrest.request.BodyReader;
import io.outrest.request.BodyWriter;
import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.ContentCoding;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.FailureKind;
import io.outrest.request.Invocation;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.request.RequestFactory;
import io.outrest.request.RequestTemplate;
import io.outrest.request.Response;
import io.outrest.request.UriTemplate;
import io.outrest.resilience.Protection;
import io.outrest.resilience.Resilience;
import io.outrest.security.Credentials;
import io.outrest.security.CredentialsFactory;
import io.outrest.settings.StatusRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A connection that can be called. Made once from its settings: template parsed, headers prepared, credentials and HTTP client
 * at hand, chain built; per call there is only filling in. A changed connection is another object; calls that run on this one
 * end on it. Thread-safe.
 */
public final class LiveConnection {

    private final String name;
    private final Blueprint blueprint;
    private final CallEnvironment environment;
    private final TlsMaterials.Use tls;
    private final HttpTransports.Lease lease;
    private final List<CredentialsFactory.Made> security;
    private final List<String> definitions;
    private final RequestFactory requests;
    private final RequestFactory pings;
    private final BodyReader bodyReader;
    private final Protection protection;
    private final CredentialPlaces places;
    private final Call calls;
    private final Call pingCalls;
    private final Usage usage = new Usage(this::close);
    private final Supplier<LiveConnection> successor;
    private final BooleanSupplier active;

    /**
     * @param settings of the connection, defaults merged in
     * @param security its credentials, in their order
     * @param definitions the names of their definitions
     * @param before what has protected the connection of this name so far; null for nothing
     * @param successor gives the connection of this name that holds when this one does no longer
     * @param active whether calls are wanted now
     */
    LiveConnection(
            String name,
            Connection settings,
            List<CredentialsFactory.Made> security,
            List<String> definitions,
            CallEnvironment environment,
            @Nullable Protection before,
            Supplier<LiveConnection> successor,
            BooleanSupplier active) {
        this.name = name;
        this.blueprint = Blueprint.of(name, settings);
        this.environment = environment;
        this.security = List.copyOf(security);
        this.definitions = List.copyOf(definitions);
        this.successor = successor;
        this.active = active;
        BodyWriter bodyWriter = new BodyWriter(environment.json().get(), environment.xml());
        this.places =
                credentials().stream().map(Credentials::places).reduce(CredentialPlaces.none(), CredentialPlaces::and);
        this.requests = blueprint.requests(places, bodyWriter);
        this.pings = blueprint.pings(places, bodyWriter);
        this.bodyReader = new BodyReader(environment.json().get(), blueprint.success(), environment.textConversion());
        this.protection =
                Protection.of(name, blueprint.origins(), blueprint.protection(), environment.protection(), before);
        this.tls = environment.tls().use(tls(settings), true);
        this.lease = lease(settings);
        Call chain = chain();
        this.calls = observed(chain, blueprint.template());
        this.pingCalls = observed(chain, blueprint.pingTemplates().get(0));
    }

    private HttpTransports.Lease lease(Connection settings) {
        try {
            return environment
                    .transports()
                    .lease(
                            new TransportSettings(
                                            tls.tls(),
                                            ProxySettings.transport(settings.getProxy()),
                                            blueprint.version(),
                                            blueprint.connectTimeout(),
                                            TransportSettings.Addresses.ANY)
                                    .ownedBy(socketOwner()),
                            blueprint.origins());
        } catch (RuntimeException e) {
            tls.close();
            throw e;
        }
    }

    /** A call's way, from the inside out: the last line is what it passes first. */
    private Call chain() {
        Call wire = lease.transport()
                .call(blueprint.responseTimeout(), blueprint.maxResponseSize(), blueprint.streamLimit());
        Call call = request -> wire.send(request).thenApply(response -> takenIn(request, response));
        call = Credentials.around(call, credentials());
        Call probes = Resilience.timed(Credentials.before(call, credentials()), environment.deadlines());
        call = protection.slotted(call);
        call = Credentials.before(call, credentials());
        call = protection.rateLimited(call);
        call = blueprint.redirects().around(call);
        call = protection.failingOver(call, place -> probe(probes, place));
        call = protection.broken(call);
        call = protection.retried(call);
        call = protection.bounded(call);
        Call timed = Resilience.timed(call, environment.deadlines());
        return request -> timed.send(request).thenApply(response -> response.of(request, bodyReader));
    }

    /** What a call passes before its chain: those who look at it. */
    private Call observed(Call chain, RequestTemplate template) {
        String uri = template.uri().toString();
        Observed what = new Observed(
                name, uri.isEmpty() ? "/" : uri, blueprint.headers().correlation());
        CallObserver observer =
                blueprint.audited() ? environment.observer().and(environment.audit()) : environment.observer();
        return new ObservedCall(chain, what, observer, environment.ticker());
    }

    /** The connection's own settings, and what its credentials bring. */
    private @Nullable TlsSettings tls(Connection settings) {
        TlsSettings tls = settings.getTls();
        for (Credentials each : credentials()) {
            tls = each.tls(tls);
        }
        return tls;
    }

    private String socketOwner() {
        return credentials().stream()
                .map(Credentials::socketOwner)
                .filter(owner -> !owner.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private List<Credentials> credentials() {
        return security.stream().map(CredentialsFactory.Made::credentials).toList();
    }

    /** Without its content coding, and taken in where it still comes in though nobody wants that. */
    private Response takenIn(Request request, Response response) {
        AnswerType wanted = request.wanted();
        Response plain = ContentCoding.removed(
                response, request.streamed() ? blueprint.streamLimit() : blueprint.maxResponseSize());
        return wanted == null || wanted.isStream() ? plain : bodyReader.takenIn(plain, wanted);
    }

    /** Starts the time of a call; null is the connection's own timeout. */
    public Lifetime start(@Nullable Duration timeout) {
        return Lifetime.start(
                environment.ticker(), environment.executor(), timeout == null ? blueprint.timeout() : timeout);
    }

    /** The same for a call whose end the running thread waits for, by {@link Lifetime#await}. */
    public Lifetime startHere(@Nullable Duration timeout) {
        return Lifetime.startHere(
                environment.ticker(), environment.executor(), timeout == null ? blueprint.timeout() : timeout);
    }

    /**
     * Calls the API.
     *
     * @return at once; the stage ends with a response of any status or a {@link CallFailure}, on a thread that may be kept busy
     *     or, where nothing was sent, on the caller's
     */
    public CompletionStage<Response> send(Invocation invocation, Lifetime lifetime) {
        return send(requests, invocation, lifetime);
    }

    /** Asks whether the API is up, as the setting {@code ping} says; the parameters of the invocation do not count. */
    public CompletionStage<Response> ping(Invocation invocation, Lifetime lifetime) {
        return send(pings, invocation, lifetime);
    }

    private CompletionStage<Response> send(RequestFactory factory, Invocation invocation, Lifetime lifetime) {
        try {
            if (!active.getAsBoolean()) {
                throw new CallFailure(FailureKind.CONFIGURATION, "the connection is not active");
            }
            if (!usage.enter()) {
                LiveConnection next = successor.get();
                return factory == pings ? next.ping(invocation, lifetime) : next.send(invocation, lifetime);
            }
        } catch (CallFailure e) {
            return CompletableFuture.failedFuture(e);
        }
        return Resilience.whenOver(sent(factory, invocation, lifetime), usage::exit);
    }

    /**
     * Asks one base URL whether it is up, by the request of a ping. It takes no place on the wire and nothing of the quota, so that
     * no call waits for it; a connection that is changed meanwhile waits for its end.
     */
    private CompletionStage<Response> probe(Call probes, int place) {
        if (!usage.enter()) {
            return CompletableFuture.failedFuture(new CallFailure(FailureKind.CANCELLED, "the connection has changed"));
        }
        Lifetime lifetime = Lifetime.start(environment.ticker(), environment.executor(), blueprint.probeTimeout());
        return Resilience.whenOver(probed(probes, place, lifetime), usage::exit);
    }

    private CompletionStage<Response> probed(Call probes, int place, Lifetime lifetime) {
        Invocation ping =
                Invocation.ping(blueprint.pingMethod(), UUID.randomUUID().toString());
        try {
            return probes.send(pings.create(ping, lifetime).at(place));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(CallFailure.of(e));
        }
    }

    private CompletionStage<Response> sent(RequestFactory factory, Invocation invocation, Lifetime lifetime) {
        try {
            Request request = factory.create(invocation, lifetime);
            return (factory == pings ? pingCalls : calls).send(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(CallFailure.of(e)); // also a fault of ours must end the call
        }
    }

    /**
     * The request that a call would send, masked; nothing is sent.
     *
     * @throws CallFailure of kind PARAMETER or BODY
     */
    public Explanation explain(Invocation invocation) {
        Request request = requests.create(invocation, start(invocation.timeout()));
        return Explanation.of(name, request, places, definitions);
    }

    /** How many calls are under way. */
    int underWay() {
        return usage.users();
    }

    /** Lets no new call in; gives back what it holds when the last one is over. */
    void retire() {
        usage.retire();
    }

    /** What keeps its calls in bounds, for the connection that comes after it. */
    Protection protection() {
        return protection;
    }

    /** What it gives up of its protection, and by which settings; empty for nothing. */
    List<String> insecure() {
        List<String> insecure = new ArrayList<>();
        List<Origin> origins = blueprint.origins();
        if (origins.stream().anyMatch(Origin::secure)) {
            insecure.addAll(tls.tls().insecure());
        }
        if (!security.isEmpty() && origins.stream().anyMatch(origin -> !origin.secure() && !origin.loopback())) {
            insecure.add("allowInsecure (insecure:dev)");
        }
        credentials().forEach(each -> insecure.addAll(each.insecure()));
        return insecure;
    }

    /** Whether certificates or keys have changed since it was made, its own or its credentials'. */
    boolean isOutdated() {
        return tls.isOutdated()
                || security.stream().anyMatch(made -> made.isOutdated().getAsBoolean());
    }

    private void close() {
        lease.close();
        tls.close();
        security.forEach(made -> made.giveBack().run());
    }

    public String name() {
        return name;
    }

    /** The method that is fixed, or null. */
    public @Nullable String method() {
        return blueprint.method();
    }

    /** Where calls go, first of all. */
    public Origin origin() {
        return blueprint.template().origin();
    }

    /** The template of path and query. */
    public UriTemplate template() {
        return blueprint.template().uri();
    }

    /** Names of declared parameters that an endpoint's {@code path.} and {@code query.} options fill. */
    public Set<String> declaredForOptions() {
        return requests.declaredForOptions();
    }

    /** Whether a status outside {@link #success()} is an exception, unless the endpoint says otherwise. */
    public boolean throwsOnFailure() {
        return blueprint.throwsOnFailure();
    }

    public StatusRanges success() {
        return blueprint.success();
    }

    /** The method of a ping. */
    public String pingMethod() {
        return blueprint.pingMethod();
    }

    /** What a ping takes for being up. */
    public StatusRanges pingSuccess() {
        return blueprint.pingSuccess();
    }
}
