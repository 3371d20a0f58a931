package io.outrest.http;

import io.outrest.request.Body;
import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Payload;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and waits for its answer, on the thread that waits for the end of the call anyway: nothing is handed over, and
 * no other thread is woken. HTTP/1.1, and bodies that fit into the buffers of a socket; {@link HttpCall} sends all others. Keeps
 * the same promises, and repeats an attempt over a new socket as that one does.
 */
final class WaitingCall implements Call {

    /** The longest body of a request that is sent so: a server that does not read it keeps nobody. */
    private static final int LONGEST_BODY = 16 * 1024;

    private final HttpClient client;
    private final Routes routes;
    private final RequestConfig config;
    private final long bodyLimit;
    private final long streamLimit;

    WaitingCall(
            HttpClient client, Routes routes, @Nullable Duration responseTimeout, long bodyLimit, long streamLimit) {
        this.client = client;
        this.routes = routes;
        this.config = HttpCall.config(responseTimeout);
        this.bodyLimit = bodyLimit;
        this.streamLimit = streamLimit;
    }

    /** Whether a body can be sent so. */
    static boolean takes(Body body) {
        return body instanceof Body.None || body instanceof Body.Bytes bytes && bytes.content().length <= LONGEST_BODY;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        try {
            return CompletableFuture.completedFuture(new Attempt(request, false).answer());
        } catch (CallFailure e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** One attempt: the exchange with the API, and what becomes of it. */
    private final class Attempt {

        private final Request request;
        private final boolean repeated;
        private final HttpRoute route;
        private final Progress progress = new Progress();
        private final WaitingRequest message;

        Attempt(Request request, boolean repeated) {
            this.request = request;
            this.repeated = repeated;
            this.route = routes.to(request.origin());
            this.message = message();
        }

        private WaitingRequest message() {
            WaitingRequest made =
                    new WaitingRequest(request.method(), request.origin(), request.target(), request.headers());
            if (request.body() instanceof Body.Bytes bytes) {
                made.setEntity(new ByteArrayEntity(bytes.content(), null)); // its type stands among the headers
            }
            return made;
        }

        Response answer() {
            CallFailure ended = request.lifetime().ended();
            if (ended != null) {
                throw ended;
            }
            request.lifetime().attempt();
            return exchange();
        }

        private Response exchange() {
            request.lifetime().whenEnded(reason -> breakOff());
            try {
                ClassicHttpResponse answer = client.executeOpen(
                        route.getTargetHost(), message, WaitingContext.of(config, progress, repeated));
                progress.answered = true;
                return response(answer);
            } catch (RequestNotExecutedException e) {
                return new Attempt(request, true)
                        .exchange(); // the used socket was found to be useless: no attempt at all
            } catch (IOException | RuntimeException e) {
                if (mayRepeatAfter(e)) {
                    return new Attempt(request, true).answer();
                }
                throw failure(e);
            }
        }

        private void breakOff() {
            message.cancel();
            progress.breakOff();
        }

        private Response response(ClassicHttpResponse answer) throws IOException {
            try {
                refuseProxysOwn(answer);
                Response begun = AnswerHead.response(answer, Payload.none());
                HttpEntity entity = answer.getEntity();
                return entity == null ? begun : begun.with(begun.fields(), payload(answer, entity));
            } catch (IOException | RuntimeException e) {
                breakOff();
                throw e;
            }
        }

        private void refuseProxysOwn(ClassicHttpResponse answer) {
            boolean secure = request.origin().secure();
            if (isProxied() && (answer.getCode() == 407 || secure && progress.fresh && !progress.tunnelled)) {
                throw Failures.refusedByProxy(answer.getCode());
            }
        }

        private Payload payload(ClassicHttpResponse answer, HttpEntity entity) throws IOException {
            long limit = request.streamed() ? streamLimit : bodyLimit;
            long length = entity.getContentLength();
            if (length > limit) {
                throw AnswerHead.tooLong();
            }
            WaitingBody body = new WaitingBody(entity.getContent(), limit, this::failure, this::breakOff);
            if (request.streamed() && length != 0) {
                return new Payload.Incoming(body);
            }
            try (answer) {
                return new Payload.Complete(body.collect(length));
            }
        }

        private boolean mayRepeatAfter(Exception e) {
            if (repeated
                    || progress.fresh
                    || request.lifetime().ended() != null
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            return Failures.isUnsent(e, progress) || Failures.isDeadSocket(e, progress) && request.idempotent();
        }

        private CallFailure failure(Exception e) {
            CallFailure ended = request.lifetime().ended();
            if (ended != null) {
                return ended;
            }
            if (Thread.currentThread().isInterrupted()) {
                return new CallFailure(FailureKind.CANCELLED, "the waiting thread was interrupted", e);
            }
            return Failures.explain(e, progress, isProxied(), request.origin().secure());
        }

        private boolean isProxied() {
            return route.getProxyHost() != null;
        }
    }
}
