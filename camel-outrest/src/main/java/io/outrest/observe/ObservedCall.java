package io.outrest.observe;

import io.outrest.request.Call;
import io.outrest.request.Outcome;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The outermost link of a connection's chain: tells of each call when it has ended, and at DEBUG, in the category
 * {@code io.outrest.calls}, one line when it goes out and one when it is back, the correlation id in the MDC. Where nobody listens
 * it hands the request on and does nothing else.
 */
public final class ObservedCall implements Call {

    private static final Logger LOG = LoggerFactory.getLogger(ObservedCall.class);
    private static final Logger CALLS = LoggerFactory.getLogger("io.outrest.calls");
    private static final String MDC_CORRELATION = "outrest.correlationId";

    private final Call next;
    private final Observed observed;
    private final CallObserver observer;
    private final LongSupplier ticker;
    private final InstantSource clock;

    /** @param ticker nanoseconds as {@link System#nanoTime()} counts them */
    public ObservedCall(Call next, Observed observed, CallObserver observer, LongSupplier ticker) {
        this.next = next;
        this.observed = observed;
        this.observer = observer;
        this.ticker = ticker;
        this.clock = InstantSource.system();
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        return observer == CallObserver.none() && !CALLS.isDebugEnabled()
                ? next.send(request)
                : observed(request, new Watch(request));
    }

    private CompletionStage<Response> observed(Request request, Watch watch) {
        watch.out();
        return next.send(request).whenComplete(watch::back);
    }

    /** One call that is looked at. */
    private final class Watch {

        private final Request request;
        private final String correlationId;
        private final Instant begin = clock.instant();
        private final long began = ticker.getAsLong();

        Watch(Request request) {
            this.request = request;
            this.correlationId = observed.correlationId(request);
        }

        void out() {
            log("{}: {} {} {}", observed.connection(), request.method(), request.origin(), observed.uri());
        }

        void back(@Nullable Response response, @Nullable Throwable thrown) {
            Duration duration = Duration.ofNanos(Math.max(0, ticker.getAsLong() - began));
            CallEvent event = new CallEvent(
                    observed.connection(),
                    observed.uri(),
                    correlationId,
                    begin,
                    duration,
                    request.lifetime().attempts(),
                    request,
                    Outcome.of(response, thrown));
            log(
                    "{}: {} after {} ms, attempts: {}",
                    event.connection(),
                    event.result(),
                    duration.toMillis(),
                    event.attempts());
            try {
                observer.ended(event);
            } catch (RuntimeException | LinkageError e) { // who looks at a call must not break it
                LOG.warn("A call of connection '{}' could not be noted", observed.connection(), e);
            }
        }

        private void log(String line, Object... values) {
            if (CALLS.isDebugEnabled()) {
                MDC.put(MDC_CORRELATION, correlationId);
                try {
                    CALLS.debug(line, values);
                } finally {
                    MDC.remove(MDC_CORRELATION);
                }
            }
        }
    }
}
