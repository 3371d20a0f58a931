package io.outrest.http;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStreamResetException;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on a socket that others use too. It can end alone: its caller hears of it at once, the server when it sends the
 * next frame of the stream (HttpCore 5.4 resets no stream by itself). Watches over its own silence, which the socket's timeout
 * does not see while the others talk.
 */
final class SharedStream implements AsyncClientExchangeHandler {

    private final AsyncClientExchangeHandler exchange;
    private final SharedSocket socket;
    private final long silence;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile long heard = System.nanoTime();
    private volatile boolean unsent = true;
    private volatile boolean begun;
    private final AtomicBoolean stays = new AtomicBoolean();

    /** @param silence how long nothing may come in, or null for as long as the call may take */
    SharedStream(AsyncClientExchangeHandler exchange, SharedSocket socket, @Nullable Timeout silence) {
        this.exchange = exchange;
        this.socket = socket;
        this.silence = silence == null || !silence.isEnabled() ? 0 : silence.toNanoseconds();
    }

    /** Begins to watch over the silence. */
    void start() {
        if (silence > 0) {
            watch(silence);
        }
    }

    private void watch(long nanos) {
        end.copy().orTimeout(nanos, TimeUnit.NANOSECONDS).whenComplete((nothing, expired) -> {
            long left = heard + silence - System.nanoTime();
            if (expired == null) {
                return;
            }
            if (left > 0) {
                watch(left);
            } else {
                end(new SocketTimeoutException("the stream is silent"));
            }
        });
    }

    /** Whether nobody waits for this exchange any more. */
    boolean isOver() {
        return over.get();
    }

    /** Ends the exchange for its caller; does nothing when it has ended. */
    void breakOff() {
        end(new IOException(new CallFailure(FailureKind.CANCELLED, "the call was broken off")));
    }

    private void end(Exception reason) {
        if (over.compareAndSet(false, true)) {
            end.complete(null);
            socket.streamBroke(heard, unsent);
            if (begun && stays.compareAndSet(false, true)) {
                socket.streamStays();
            }
            try {
                exchange.failed(reason);
            } finally {
                exchange.releaseResources();
            }
        }
    }

    private void heard() throws HttpStreamResetException {
        heard = System.nanoTime();
        socket.heard(heard);
        if (over.get()) {
            throw new HttpStreamResetException("the call was broken off");
        }
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        begun = true;
        exchange.produceRequest(
                (request, body, sent) -> {
                    unsent = body != null;
                    channel.sendRequest(request, body, sent);
                },
                context);
    }

    @Override
    public int available() {
        return over.get() ? 0 : exchange.available();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (over.get()) {
            return;
        }
        heard = System.nanoTime();
        try {
            exchange.produce(new Upload(channel));
        } catch (IOException e) {
            if (socket.isUsedByOthers()) {
                end(e); // thrown on, it would end the others too
            } else {
                throw e;
            }
        }
    }

    /** Notes the end of what is sent. */
    private final class Upload implements DataStreamChannel {

        private final DataStreamChannel channel;

        Upload(DataStreamChannel channel) {
            this.channel = channel;
        }

        @Override
        public void requestOutput() {
            channel.requestOutput();
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return channel.write(source);
        }

        @Override
        public void endStream() throws IOException {
            unsent = false;
            channel.endStream();
        }

        @Override
        public void endStream(@Nullable List<? extends Header> trailers) throws IOException {
            unsent = false;
            channel.endStream(trailers);
        }
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) throws HttpException, IOException {
        heard();
        exchange.consumeInformation(response, context);
    }

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails body, HttpContext context)
            throws HttpException, IOException {
        heard();
        exchange.consumeResponse(response, body, context);
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        exchange.updateCapacity(channel);
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        heard();
        exchange.consume(source);
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) throws HttpException, IOException {
        heard();
        exchange.streamEnd(trailers);
    }

    @Override
    public void cancel() {
        exchange.cancel();
    }

    @Override
    public void failed(Exception cause) {
        if (over.compareAndSet(false, true)) {
            end.complete(null);
            if (!(cause instanceof HttpStreamResetException)) {
                socket.broke(); // before anybody hears of it, and calls again
            }
            exchange.failed(cause);
        }
    }

    @Override
    public void releaseResources() {
        over.set(true);
        if (stays.compareAndSet(true, false)) {
            socket.streamEnds();
        }
        end.complete(null);
        exchange.releaseResources();
    }
}
