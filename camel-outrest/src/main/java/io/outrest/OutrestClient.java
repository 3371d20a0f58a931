package io.outrest;

import io.outrest.connection.LiveConnection;
import io.outrest.observe.Explanation;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Invocation;
import io.outrest.request.Lifetime;
import io.outrest.request.Methods;
import io.outrest.request.Response;
import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls connections from Java, without a route. The same connections and the same rules: parameters fill the path, what is left
 * of them goes to the query, credentials and headers are added, deadlines hold.
 *
 * <pre>{@code
 * OutrestClient rest = OutrestClient.of(camelContext);
 * Response r = rest.connection("Orders API").post(order, Map.of("customer_id", 12345, "status", "pending"));
 * if (r.status() == 200) { Order o = r.as(Order.class); }
 * }</pre>
 *
 * <p>A status is a result, whatever it is, unless the connection sets {@code throwExceptionOnFailure}. Exceptions reach the
 * caller as they are: an {@link OutrestException} when there is no usable answer, and an
 * {@link OutrestOperationFailedException} for a status that is a failure. The second is a checked exception, as Camel's own
 * is; no method declares it, so that callers that do not ask for it need not name it.
 */
public final class OutrestClient {

    private final CamelContext context;

    private OutrestClient(CamelContext context) {
        this.context = context;
    }

    /** The client of a context that was started. */
    public static OutrestClient of(CamelContext context) {
        return new OutrestClient(context);
    }

    /**
     * The connection of that name. What it is made of is looked up at each call, so that a change of its settings holds for the
     * next one.
     *
     * @throws OutrestException of kind CONFIGURATION, when there is none
     */
    public NamedConnection connection(String name) {
        return connection(context.getComponent("outrest", OutrestComponent.class), name);
    }

    static NamedConnection connection(OutrestComponent component, String name) {
        try {
            component.getRegistry().isUsable(name);
        } catch (CallFailure e) {
            throw new OutrestException(new CalledOperation(name, "", ""), 0, e);
        }
        return new NamedConnection(component, name, Map.of(), null);
    }

    /**
     * A connection to be called. Immutable and safe for any thread: {@link #with} and {@link #timeout} give copies. The calls
     * wait for the answer; a thread that is interrupted meanwhile gets an {@link OutrestException} of kind CANCELLED at once and
     * stays interrupted. Those that end in {@code Async} return at once; their stage ends with the same exceptions, and
     * cancelling it as a future ends the call.
     */
    public static final class NamedConnection {

        private final OutrestComponent component;
        private final String name;
        private final Map<String, Object> headers;
        private final @Nullable Duration timeout;
        private final MessageBodies bodies;

        private NamedConnection(
                OutrestComponent component, String name, Map<String, Object> headers, @Nullable Duration timeout) {
            this.component = component;
            this.name = name;
            this.headers = headers;
            this.timeout = timeout;
            this.bodies = new MessageBodies(component.getCamelContext());
        }

        /** A copy that sends these request headers too; they win over all others but credentials. */
        public NamedConnection with(Map<String, ?> more) {
            Map<String, Object> all = new LinkedHashMap<>(headers);
            all.putAll(more);
            return new NamedConnection(component, name, Collections.unmodifiableMap(all), timeout);
        }

        /**
         * A copy whose calls have that total deadline; zero is none.
         *
         * @throws IllegalArgumentException when it is negative or longer than a year
         */
        public NamedConnection timeout(Duration deadline) {
            return new NamedConnection(component, name, headers, Durations.check("timeout", deadline));
        }

        public Response get() {
            return get(Map.of());
        }

        public Response get(Map<String, ?> params) {
            return waitFor(new ClientCall("GET", null, params));
        }

        public Response post(@Nullable Object body) {
            return post(body, Map.of());
        }

        public Response post(@Nullable Object body, Map<String, ?> params) {
            return waitFor(new ClientCall("POST", body, params));
        }

        public Response put(@Nullable Object body) {
            return put(body, Map.of());
        }

        public Response put(@Nullable Object body, Map<String, ?> params) {
            return waitFor(new ClientCall("PUT", body, params));
        }

        public Response patch(@Nullable Object body) {
            return patch(body, Map.of());
        }

        public Response patch(@Nullable Object body, Map<String, ?> params) {
            return waitFor(new ClientCall("PATCH", body, params));
        }

        public Response delete() {
            return delete(Map.of());
        }

        public Response delete(Map<String, ?> params) {
            return waitFor(new ClientCall("DELETE", null, params));
        }

        public Response head() {
            return head(Map.of());
        }

        public Response head(Map<String, ?> params) {
            return waitFor(new ClientCall("HEAD", null, params));
        }

        public Response options() {
            return options(Map.of());
        }

        public Response options(Map<String, ?> params) {
            return waitFor(new ClientCall("OPTIONS", null, params));
        }

        /** Asks whether the API is up, as the connection's setting {@code ping} says. */
        public Response ping() {
            return waitFor(new ClientCall("HEAD", null, Map.of(), true));
        }

        public CompletionStage<Response> getAsync() {
            return getAsync(Map.of());
        }

        public CompletionStage<Response> getAsync(Map<String, ?> params) {
            return new ClientCall("GET", null, params).start();
        }

        public CompletionStage<Response> postAsync(@Nullable Object body) {
            return postAsync(body, Map.of());
        }

        public CompletionStage<Response> postAsync(@Nullable Object body, Map<String, ?> params) {
            return new ClientCall("POST", body, params).start();
        }

        public CompletionStage<Response> putAsync(@Nullable Object body) {
            return putAsync(body, Map.of());
        }

        public CompletionStage<Response> putAsync(@Nullable Object body, Map<String, ?> params) {
            return new ClientCall("PUT", body, params).start();
        }

        public CompletionStage<Response> patchAsync(@Nullable Object body) {
            return patchAsync(body, Map.of());
        }

        public CompletionStage<Response> patchAsync(@Nullable Object body, Map<String, ?> params) {
            return new ClientCall("PATCH", body, params).start();
        }

        public CompletionStage<Response> deleteAsync() {
            return deleteAsync(Map.of());
        }

        public CompletionStage<Response> deleteAsync(Map<String, ?> params) {
            return new ClientCall("DELETE", null, params).start();
        }

        public CompletionStage<Response> headAsync() {
            return headAsync(Map.of());
        }

        public CompletionStage<Response> headAsync(Map<String, ?> params) {
            return new ClientCall("HEAD", null, params).start();
        }

        public CompletionStage<Response> optionsAsync() {
            return optionsAsync(Map.of());
        }

        public CompletionStage<Response> optionsAsync(Map<String, ?> params) {
            return new ClientCall("OPTIONS", null, params).start();
        }

        /**
         * The request that {@link #get(Map)}, {@link #post(Object, Map)} and so on would send, masked. Nothing is sent, no token is
         * fetched, and a body that can be read only once is not read.
         *
         * @param method in any case
         * @throws OutrestException that the call would end with before anything is sent: of kind PARAMETER, BODY or CONFIGURATION
         */
        public Explanation explain(String method, @Nullable Object body, Map<String, ?> params) {
            return new ClientCall(method.toUpperCase(Locale.ROOT), body, params).explain();
        }

        /** The same without body and parameters. */
        public Explanation explain(String method) {
            return explain(method, null, Map.of());
        }

        /** {@link #ping()} without waiting. */
        public CompletionStage<Response> pingAsync() {
            return new ClientCall("HEAD", null, Map.of(), true).start();
        }

        private static Response waitFor(ClientCall call) {
            CompletableFuture<Response> answer = call.startHere();
            try {
                return call.await(answer);
            } catch (ExecutionException e) {
                throw NamedConnection.<RuntimeException>asItIs(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw call.interrupted(e);
            }
        }

        /** Throws what the compiler wants to see declared. */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <X extends Throwable> X asItIs(Throwable thrown) throws X {
            throw (X) thrown;
        }

        @Override
        public String toString() {
            return name;
        }

        /** One call on its way. */
        private final class ClientCall {

            private final String method;
            private final @Nullable Object body;
            private final Map<String, ?> params;
            private final boolean ping;
            private CalledOperation operation;
            private @Nullable Lifetime lifetime;

            ClientCall(String method, @Nullable Object body, Map<String, ?> params) {
                this(method, body, params, false);
            }

            private ClientCall(String method, @Nullable Object body, Map<String, ?> params, boolean ping) {
                this.method = method;
                this.body = body;
                this.params = params;
                this.ping = ping;
                this.operation = new CalledOperation(name, method, "");
            }

            /** Ends with an exception as the caller sees it. */
            CompletableFuture<Response> start() {
                return start(live -> live.start(timeout));
            }

            /** The same, for a thread that waits for the end by {@link #await}. */
            CompletableFuture<Response> startHere() {
                return start(live -> live.startHere(timeout));
            }

            Response await(CompletableFuture<Response> answer) throws ExecutionException, InterruptedException {
                return lifetime == null ? answer.get() : lifetime.await(answer);
            }

            private CompletableFuture<Response> start(Function<LiveConnection, Lifetime> beginning) {
                CompletableFuture<Response> result = new CompletableFuture<>();
                try {
                    LiveConnection live = connection();
                    Invocation invocation = invocation();
                    Lifetime started = beginning.apply(live);
                    lifetime = started;
                    component.ongoingCalls().add(started, null);
                    result.whenComplete((response, thrown) -> {
                        if (result.isCancelled()) {
                            component.ongoingCalls().remove(started);
                            started.end(new CallFailure(FailureKind.CANCELLED, "the caller cancelled the call"));
                        }
                    });
                    (ping ? live.ping(invocation, started) : live.send(invocation, started))
                            .whenComplete((response, thrown) -> {
                                component.ongoingCalls().remove(started); // what hears of its end may stop the context
                                end(result, live, response, thrown);
                            });
                } catch (RuntimeException e) {
                    result.completeExceptionally(exception(CallFailure.of(e)));
                }
                return result;
            }

            Explanation explain() {
                try {
                    Methods.parse("method", method);
                    return connection().explain(invocation());
                } catch (InvalidSetting e) {
                    throw exception(new CallFailure(FailureKind.CONFIGURATION, String.valueOf(e.getMessage())));
                } catch (RuntimeException e) {
                    throw exception(CallFailure.of(e));
                }
            }

            private LiveConnection connection() {
                if (component.isStoppingOrStopped()) {
                    throw OngoingCalls.stopped();
                }
                LiveConnection live = component.getRegistry().live(name);
                String called = ping ? live.pingMethod() : method;
                operation = new CalledOperation(name, called, live.template().toString());
                if (!ping && live.method() != null && !live.method().equals(method)) {
                    throw new CallFailure(
                            FailureKind.CONFIGURATION,
                            "the method is " + method + ", but the connection is fixed to " + live.method());
                }
                return live;
            }

            private Invocation invocation() {
                boolean sendsBody = !ping && Methods.haveBody(method);
                return new Invocation(
                        operation.method(),
                        params,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        headers,
                        sendsBody ? bodies.of(body) : null,
                        sendsBody,
                        component.getCamelContext().getUuidGenerator().generateExchangeUuid(),
                        timeout,
                        null);
            }

            private void end(
                    CompletableFuture<Response> result,
                    LiveConnection live,
                    @Nullable Response response,
                    @Nullable Throwable thrown) {
                try {
                    if (response == null) {
                        throw CallFailure.of(thrown == null ? new IllegalStateException("no answer") : thrown);
                    }
                    boolean failed = ExchangeWriter.isFailure(
                            response, live.throwsOnFailure(), ping ? live.pingSuccess() : live.success());
                    if (failed) {
                        throw new OutrestOperationFailedException(operation, attempts(), response);
                    }
                    result.complete(response.failingWith(this::exception));
                } catch (OutrestOperationFailedException e) {
                    result.completeExceptionally(e);
                } catch (Throwable e) { // also a class that cannot be loaded must not leave the caller waiting
                    result.completeExceptionally(exception(CallFailure.of(e)));
                }
            }

            private OutrestException exception(CallFailure failure) {
                return new OutrestException(operation, attempts(), failure);
            }

            OutrestException interrupted(InterruptedException e) {
                CallFailure reason = new CallFailure(FailureKind.CANCELLED, "the waiting thread was interrupted", e);
                if (lifetime != null) {
                    lifetime.end(reason);
                }
                return exception(reason);
            }

            private int attempts() {
                return lifetime == null ? 0 : lifetime.attempts();
            }
        }
    }
}
