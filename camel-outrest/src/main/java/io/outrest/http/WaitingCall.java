package io.outrest.http;

import io.outrest.request.Body;
import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Payload;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and waits for its answer, on the thread that waits for the end of the call anyway: nothing is handed over, and
 * no other thread is woken. HTTP/1.1, and bodies that fit into the buffers of a socket; {@link HttpCall} sends all others. Keeps
 * the same promises, and repeats an attempt over a new socket as that one does.
 */
final class WaitingCall implements Call {

    /** The longest body of a request that is sent so: a server that does not read it keeps nobody. */
    private static final int LONGEST_BODY = 16 * 1024;

    private final WaitingConnections connections;
    private final Ways ways;
    private final Timeout silence;
    private final long bodyLimit;
    private final long streamLimit;

    WaitingCall(
            WaitingConnections connections,
            Routes routes,
            @Nullable Duration responseTimeout,
            long bodyLimit,
            long streamLimit) {
        this.connections = connections;
        this.ways = new Ways(routes);
        this.silence = responseTimeout == null ? Timeout.DISABLED : Timeout.of(responseTimeout);
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
        private final Progress progress = new Progress();
        private final WaitingExchange exchange = new WaitingExchange(connections, progress);

        Attempt(Request request, boolean repeated) {
            this.request = request;
            this.repeated = repeated;
        }

        Response answer() {
            CallFailure ended = request.lifetime().ended();
            if (ended != null) {
                throw ended;
            }
            request.lifetime().attempt();
            return sent();
        }

        private Response sent() {
            request.lifetime().whenEnded(reason -> exchange.breakOff());
            try {
                Way way = ways.to(request.origin());
                ClassicHttpResponse answer = exchange.begin(way.route(), message(way), repeated, silence);
                progress.answered = true;
                return response(answer);
            } catch (RequestNotExecutedException e) {
                return new Attempt(request, true).sent(); // the used socket was found to be useless: no attempt at all
            } catch (IOException | RuntimeException e) {
                if (mayRepeatAfter(e)) {
                    return new Attempt(request, true).answer();
                }
                throw failure(e);
            }
        }

        private ClassicHttpRequest message(Way way) {
            BasicClassicHttpRequest message = new BasicClassicHttpRequest(
                    request.method(), request.origin().scheme(), way.authority(), request.target());
            for (Headers.Field field : request.headers().fields()) {
                message.addHeader(field.name(), field.value());
            }
            if (request.body() instanceof Body.Bytes bytes) {
                message.setEntity(new ByteArrayEntity(bytes.content(), null)); // its type stands among the headers
            }
            return message;
        }

        private Response response(ClassicHttpResponse answer) throws IOException {
            try {
                Response begun = AnswerHead.response(answer, Payload.none());
                HttpEntity entity = answer.getEntity();
                if (entity == null) {
                    exchange.complete();
                    return begun;
                }
                return begun.with(begun.fields(), payload(entity));
            } catch (IOException | RuntimeException e) {
                exchange.breakOff();
                throw e;
            }
        }

        private Payload payload(HttpEntity entity) throws IOException {
            long limit = request.streamed() ? streamLimit : bodyLimit;
            long length = entity.getContentLength();
            if (length > limit) {
                throw AnswerHead.tooLong();
            }
            WaitingBody body = new WaitingBody(entity.getContent(), length, limit, this::failure, exchange);
            return request.wanted() != null && length != 0
                    ? new Payload.Incoming(body)
                    : new Payload.Complete(body.readAllBytes());
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
            return Failures.explain(e, progress, false, request.origin().secure());
        }
    }
}
