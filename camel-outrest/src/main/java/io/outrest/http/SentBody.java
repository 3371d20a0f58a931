package io.outrest.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/** A body that is sent, and whether all of it has been: an API may answer before. */
final class SentBody implements AsyncEntityProducer {

    private final AsyncEntityProducer body;
    private volatile boolean complete;

    SentBody(AsyncEntityProducer body) {
        this.body = body;
    }

    /** Whether its end has been sent. */
    boolean isComplete() {
        return complete;
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        body.produce(new DataStreamChannel() {
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
                complete = true;
                channel.endStream();
            }

            @Override
            public void endStream(List<? extends Header> trailers) throws IOException {
                complete = true;
                channel.endStream(trailers);
            }
        });
    }

    @Override
    public int available() {
        return body.available();
    }

    @Override
    public boolean isRepeatable() {
        return body.isRepeatable();
    }

    @Override
    public void failed(Exception cause) {
        body.failed(cause);
    }

    @Override
    public long getContentLength() {
        return body.getContentLength();
    }

    @Override
    public @Nullable String getContentType() {
        return body.getContentType();
    }

    @Override
    public @Nullable String getContentEncoding() {
        return body.getContentEncoding();
    }

    @Override
    public boolean isChunked() {
        return body.isChunked();
    }

    @Override
    public @Nullable Set<String> getTrailerNames() {
        return body.getTrailerNames();
    }

    @Override
    public void releaseResources() {
        body.releaseResources();
    }
}
