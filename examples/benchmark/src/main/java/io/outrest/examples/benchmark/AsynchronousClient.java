package io.outrest.examples.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http2.HttpVersionPolicy;

/** HttpClient 5, the asynchronous one, with Jackson. Who waits parses; where nobody waits, the I/O thread does. */
final class AsynchronousClient implements Client {

    private final String server;
    private final CloseableHttpAsyncClient http;
    private final JsonMapper json = new JsonMapper();

    AsynchronousClient(String server) {
        this.server = server;
        this.http = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                                .build())
                        .setMaxConnTotal(Peer.CONNECTIONS)
                        .setMaxConnPerRoute(Peer.CONNECTIONS)
                        .build())
                .build();
        http.start();
    }

    @Override
    public Answer call(Work.Kind kind) throws Exception {
        return answer(send(kind).get());
    }

    @Override
    public CompletionStage<Answer> begin(Work.Kind kind) {
        return send(kind).thenApply(this::answer);
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    private CompletableFuture<SimpleHttpResponse> send(Work.Kind kind) {
        CompletableFuture<SimpleHttpResponse> answer = new CompletableFuture<>();
        http.execute(request(kind), new FutureCallback<>() {
            @Override
            public void completed(SimpleHttpResponse response) {
                answer.complete(response);
            }

            @Override
            public void failed(Exception e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void cancelled() {
                answer.cancel(false);
            }
        });
        return answer;
    }

    private SimpleHttpRequest request(Work.Kind kind) {
        SimpleRequestBuilder request = SimpleRequestBuilder.create(kind.method())
                .setUri(server + kind.path())
                .setHeader(HttpHeaders.ACCEPT, "application/json");
        if (kind == Work.Kind.POST) {
            try {
                request.setBody(json.writeValueAsBytes(Documents.order()), ContentType.APPLICATION_JSON);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return request.build();
    }

    private Answer answer(SimpleHttpResponse response) {
        try {
            return new Answer(response.getCode(), json.readValue(response.getBodyBytes(), Map.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
