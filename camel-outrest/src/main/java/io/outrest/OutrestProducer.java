package io.outrest;

import io.outrest.connection.LiveConnection;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Invocation;
import io.outrest.request.Lifetime;
import io.outrest.request.Response;
import io.outrest.resilience.Resilience;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Calls a connection for each exchange. What happens to a call, in its order: the connection is looked up, the exchange read,
 * the request made and sent along the connection's chain ({@link LiveConnection}), and the answer or the failure written onto
 * the exchange. No thread waits meanwhile, unless the endpoint is {@code synchronous}.
 */
final class OutrestProducer extends DefaultAsyncProducer {

    private final OutrestEndpoint endpoint;
    private final ExchangeReader reader;
    private final ExchangeWriter writer;

    OutrestProducer(OutrestEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.reader = new ExchangeReader(endpoint);
        this.writer = new ExchangeWriter(endpoint.answerType());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        endpoint.producerStarted();
    }

    @Override
    protected void doStop() throws Exception {
        endpoint.producerStopped();
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (ThisThread.isVirtual()) {
            process(exchange);
            callback.done(true);
            return true;
        }
        OngoingCall call = new OngoingCall(exchange, false);
        CompletableFuture<Response> answer = call.send().toCompletableFuture();
        if (answer.isDone()) {
            answer.whenComplete(call::write); // refused before any I/O, on this thread
            callback.done(true);
            return true;
        }
        answer.whenComplete((response, thrown) -> {
            try {
                call.write(response, thrown);
            } finally {
                callback.done(false);
            }
        });
        return false;
    }

    /** The way of a caller that waits anyway: this thread does it all. */
    @Override
    public void process(Exchange exchange) {
        OngoingCall call = new OngoingCall(exchange, true);
        CompletableFuture<Response> answer = call.send().toCompletableFuture();
        try {
            call.write(call.await(answer), null);
        } catch (ExecutionException e) {
            call.write(null, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.end(new CallFailure(FailureKind.CANCELLED, "the waiting thread was interrupted", e));
            answer.thenAccept(late -> late.payload().close());
        }
    }

    /** One exchange on its way. */
    private final class OngoingCall {

        private final Exchange exchange;
        private final boolean awaited;
        private CalledOperation operation = new CalledOperation(endpoint.getConnection(), "", "");
        private @Nullable Lifetime lifetime;
        private @Nullable LiveConnection connection;

        /** @param awaited whether the running thread waits for its end */
        OngoingCall(Exchange exchange, boolean awaited) {
            this.exchange = exchange;
            this.awaited = awaited;
        }

        CompletionStage<Response> send() {
            try {
                LiveConnection live = endpoint.connection();
                connection = live;
                operation = endpoint.operationOf(live);
                endpoint.checkFits(live);
                Invocation invocation = reader.read(exchange, live);
                Lifetime started = awaited ? live.startHere(invocation.timeout()) : live.start(invocation.timeout());
                lifetime = started;
                endpoint.ongoingCalls().add(started, exchange);
                return Resilience.whenOver(live.send(invocation, started), () -> endpoint.ongoingCalls()
                        .remove(started));
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(CallFailure.of(e)); // a Simple expression may throw anything
            }
        }

        /** Waits for the end, on the thread that began the call. */
        Response await(CompletableFuture<Response> answer) throws ExecutionException, InterruptedException {
            return lifetime == null ? answer.get() : lifetime.await(answer);
        }

        void write(@Nullable Response response, @Nullable Throwable thrown) {
            int attempts = attempts();
            writer.begin(exchange, attempts);
            try {
                LiveConnection live = connection;
                if (response == null || live == null) {
                    throw CallFailure.of(thrown == null ? new IllegalStateException("no answer") : thrown);
                }
                if (ExchangeWriter.isFailure(response, endpoint.throwsOnFailure(live), live.success())) {
                    writer.failedStatus(exchange, response, operation, attempts);
                } else {
                    writer.answer(exchange, response);
                }
            } catch (Throwable e) { // also a class that cannot be loaded must not leave the exchange hanging
                writer.failure(exchange, CallFailure.of(e), operation, attempts);
            }
        }

        void end(CallFailure reason) {
            if (lifetime != null) {
                lifetime.end(reason);
            }
            write(null, reason);
        }

        private int attempts() {
            return lifetime == null ? 0 : lifetime.attempts();
        }
    }
}
