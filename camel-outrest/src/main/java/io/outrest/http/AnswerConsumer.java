package io.outrest.http;

import io.outrest.request.FailureKind;
import io.outrest.request.Payload;
import io.outrest.request.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer in, on an I/O thread: counts, refuses what contradicts itself, and either collects the body or hands it on
 * while it comes.
 */
final class AnswerConsumer implements AsyncResponseConsumer<Void> {

    private final Progress progress;
    private final boolean secure;
    private final long limit;
    private final @Nullable IncomingBody incoming;
    private final Consumer<Response> answered;
    private Collected collected = new Collected(0);
    private final boolean atOnce;
    private final Runnable over;
    private @Nullable Response head;
    private @Nullable Response ready;
    private DeclaredLength length = DeclaredLength.none();
    private boolean endsWithConnection;
    private @Nullable FutureCallback<Void> done;

    /**
     * @param secure whether the answer comes over TLS
     * @param limit bytes of the body as it comes in
     * @param incoming where the body goes while it comes in, or null to collect it
     * @param atOnce whether to tell of a complete response while the request may still be on its way; otherwise it is told
     *     when the socket has been given back, so that the next call finds it
     * @param answered told of the response: with its head when there is an incoming body, else when it is complete
     * @param over told when the last byte of the answer is there
     */
    AnswerConsumer(
            Progress progress,
            boolean secure,
            long limit,
            @Nullable IncomingBody incoming,
            boolean atOnce,
            Consumer<Response> answered,
            Runnable over) {
        this.progress = progress;
        this.secure = secure;
        this.limit = limit;
        this.incoming = incoming;
        this.atOnce = atOnce;
        this.answered = answered;
        this.over = over;
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) throws IOException {
        progress.answered = true;
        AnswerHead.checkInterim(response);
    }

    @Override
    public void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails entity,
            HttpContext context,
            FutureCallback<Void> resultCallback)
            throws IOException {
        progress.answered = true;
        done = resultCallback;
        Response begun = AnswerHead.response(
                response,
                incoming == null || entity == null || entity.getContentLength() == 0
                        ? Payload.none()
                        : new Payload.Incoming(incoming));
        head = begun;
        DeclaredLength declared = DeclaredLength.of(response, context);
        length = declared;
        if (entity != null && (entity.getContentLength() > limit || declared.exceeds(limit))) {
            throw AnswerHead.tooLong();
        }
        endsWithConnection = entity != null && isDelimitedByEnd(response);
        if (entity != null && incoming == null) {
            collected = new Collected(entity.getContentLength());
        }
        if (entity == null) {
            declared.end();
            finish(begun);
        } else if (incoming != null) {
            answered.accept(begun);
        }
    }

    private static boolean isDelimitedByEnd(HttpResponse response) {
        ProtocolVersion version = response.getVersion();
        return (version == null || version.lessEquals(HttpVersion.HTTP_1_1))
                && !response.containsHeader("Content-Length")
                && !response.containsHeader("Transfer-Encoding");
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        if (incoming != null) {
            incoming.updateCapacity(channel);
        } else {
            channel.update(Integer.MAX_VALUE);
        }
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        length.count(source.remaining());
        if (incoming != null) {
            incoming.fill(source);
            return;
        }
        if (collected.size() + (long) source.remaining() > limit) {
            throw AnswerHead.tooLong();
        }
        collected.add(source);
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) throws IOException {
        Response begun = head;
        if (begun == null) {
            throw AnswerHead.refused(FailureKind.PROTOCOL, "the answer ended without a status");
        }
        length.end();
        if (incoming != null) {
            incoming.complete();
            finish(null);
            return;
        }
        if (isCutOverTls(begun)) {
            throw AnswerHead.refused(
                    FailureKind.TRUNCATED, "the connection ended behind the headers of the answer, unannounced");
        }
        finish(begun.with(begun.fields(), new Payload.Complete(collected.bytes())));
    }

    /**
     * In clear text {@link HeadGuard} sees a cut head. Over TLS nothing tells it from an answer that is empty and ends with
     * its connection; a server that means that says {@code Connection: close}.
     */
    private boolean isCutOverTls(Response begun) {
        return secure
                && endsWithConnection
                && collected.size() == 0
                && begun.fields().first("Connection") == null;
    }

    private void finish(@Nullable Response complete) {
        ready = complete;
        if (atOnce) {
            handOn();
        }
        over.run();
        if (done != null) {
            done.completed(null);
        }
    }

    private void handOn() {
        Response complete = ready;
        ready = null;
        if (complete != null) {
            answered.accept(complete);
        }
    }

    @Override
    public void failed(Exception cause) {
        // the exchange's own callback tells it
    }

    @Override
    public void releaseResources() {
        handOn();
    }
}
