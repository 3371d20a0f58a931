package io.outrest.http;

import io.outrest.request.Body;
import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request by HttpClient. One attempt, and one more over a new socket where one that had served before turns out to be
 * dead: of any request that did not go out, and of an idempotent one also where nobody knows.
 */
final class HttpCall implements Call {

    private static final int SMALL = 16 * 1024;

    private final CloseableHttpAsyncClient client;
    private final ObservedConnections connections;
    private final Ways ways;
    private final Executor executor;
    private final RequestConfig config;
    private final long bodyLimit;
    private final long streamLimit;
    private final BiConsumer<Origin, ProtocolVersion> speaks;

    HttpCall(
            CloseableHttpAsyncClient client,
            ObservedConnections connections,
            Routes routes,
            Executor executor,
            @Nullable Duration responseTimeout,
            long bodyLimit,
            long streamLimit,
            BiConsumer<Origin, ProtocolVersion> speaks) {
        this.client = client;
        this.connections = connections;
        this.ways = new Ways(routes);
        this.executor = executor;
        this.config = config(responseTimeout);
        this.bodyLimit = bodyLimit;
        this.streamLimit = streamLimit;
        this.speaks = speaks;
    }

    private static RequestConfig config(@Nullable Duration responseTimeout) {
        return RequestConfig.custom()
                .setProtocolUpgradeEnabled(false)
                .setConnectionRequestTimeout(Timeout.ofMinutes(1))
                .setResponseTimeout(responseTimeout == null ? null : Timeout.of(responseTimeout))
                .build();
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        CompletableFuture<Response> result = new CompletableFuture<>();
        new Attempt(request, result, false).start();
        return result;
    }

    /** One attempt: the exchange with the API, and what becomes of it. */
    private final class Attempt implements FutureCallback<Void> {

        private final Request request;
        private final CompletableFuture<Response> result;
        private final boolean repeated;
        private final Progress progress = new Progress();
        private final AttemptContext context = new AttemptContext(progress);
        private final Way way;
        private final @Nullable SentBody sent;
        private final @Nullable IncomingBody incoming;
        private final AtomicReference<@Nullable Future<Void>> exchange = new AtomicReference<>();

        /** The response is on its way; what goes wrong from now on is told to the reader of its body. */
        private volatile boolean handedOn;

        Attempt(Request request, CompletableFuture<Response> result, boolean repeated) {
            this.request = request;
            this.result = result;
            this.repeated = repeated;
            this.way = ways.to(request.origin());
            this.sent = entity();
            this.incoming = request.streamed() ? new IncomingBody(streamLimit, this::breakOff) : null;
        }

        void start() {
            CallFailure ended = request.lifetime().ended();
            if (ended != null) {
                result.completeExceptionally(ended);
                return;
            }
            request.lifetime().attempt();
            context.setRequestConfig(config);
            if (repeated) {
                ObservedConnections.wantNewSocket(context);
            }
            try {
                exchange.set(client.execute(
                        way.host(),
                        new BasicRequestProducer(message(), sent),
                        new AnswerConsumer(
                                progress,
                                request.origin().secure(),
                                incoming == null ? bodyLimit : streamLimit,
                                incoming,
                                mayOutlastItsAnswer(request.body()),
                                this::answered,
                                this::answerIsOver),
                        null,
                        context,
                        this));
            } catch (RuntimeException e) {
                failed(e); // the client is shut down
            }
            if (progress.isBrokenOff()) {
                breakOff(); // closed by its reader before there was anything to cancel
            }
            request.lifetime().whenEnded(reason -> breakOff());
        }

        /** Whether an API may answer before it has read the body, and the rest of it would have to be waited for. */
        private static boolean mayOutlastItsAnswer(Body body) {
            return body instanceof Body.Streamed || body instanceof Body.Bytes bytes && bytes.content().length > SMALL;
        }

        private HttpRequest message() {
            BasicHttpRequest message = new BasicHttpRequest(
                    request.method(), request.origin().scheme(), way.authority(), request.target());
            for (Headers.Field field : request.headers().fields()) {
                message.addHeader(field.name(), field.value());
            }
            return message;
        }

        private @Nullable SentBody entity() {
            if (request.body() instanceof Body.Bytes bytes) {
                return new SentBody(new BasicAsyncEntityProducer(bytes.content(), null));
            }
            return request.body() instanceof Body.Streamed streamed
                    ? new SentBody(new BodyProducer(streamed, executor))
                    : null;
        }

        private void answered(Response response) {
            boolean refusedByProxy = way.isProxied()
                    && (response.status() == 407 || request.origin().secure() && progress.fresh && !progress.tunnelled);
            if (refusedByProxy) {
                fail(Failures.refusedByProxy(response.status()));
            } else {
                handedOn = true;
                speaks.accept(request.origin(), context.getProtocolVersion());
                request.lifetime().executor().execute(() -> {
                    if (!result.complete(response)) {
                        response.payload().close();
                    }
                });
            }
        }

        /** HttpClient never gives a socket back whose answer was over first and that ends before the body was sent. */
        private void answerIsOver() {
            if (sent != null && !sent.isComplete()) {
                executor.execute(() -> connections.discard(context.getExchangeId()));
            }
        }

        private void breakOff() {
            Future<Void> running = exchange.get();
            if (running != null) {
                running.cancel(true);
            }
            progress.breakOff();
            connections.breakOff(context.getExchangeId());
        }

        @Override
        public void completed(@Nullable Void nothing) {
            // the consumer has told of the answer
        }

        @Override
        public void failed(Exception e) {
            progress.multiplexed = context.getProtocolVersion().greaterEquals(HttpVersion.HTTP_2);
            if (mayRepeatAfter(e)) {
                request.lifetime().executor().execute(() -> new Attempt(request, result, true).start());
            } else {
                CallFailure failure = Failures.explain(
                        e, progress, way.isProxied(), request.origin().secure());
                fail(bodyIsWhole() ? failure : failure.sentAlready());
            }
        }

        /** Otherwise a part of it has been read, and cannot be read again. */
        private boolean bodyIsWhole() {
            return !progress.begun || request.body().repeatable();
        }

        private boolean mayRepeatAfter(Exception e) {
            if (repeated || progress.fresh || request.lifetime().ended() != null) {
                return false;
            }
            return Failures.isUnsent(e, progress)
                    ? bodyIsWhole()
                    : Failures.isDeadSocket(e, progress) && request.idempotent();
        }

        @Override
        public void cancelled() {
            CallFailure ended = request.lifetime().ended();
            fail(ended != null ? ended : new CallFailure(FailureKind.CANCELLED, "the call was broken off"));
        }

        private void fail(CallFailure failure) {
            CallFailure ended = request.lifetime().ended();
            CallFailure reason = ended != null ? ended : failure;
            if (incoming != null) {
                incoming.fail(reason);
            }
            if (!handedOn) {
                request.lifetime().executor().execute(() -> result.completeExceptionally(reason));
            }
        }
    }
}
