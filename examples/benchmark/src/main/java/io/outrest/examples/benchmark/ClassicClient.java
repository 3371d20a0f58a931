package io.outrest.examples.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;

/** HttpClient 5, the blocking one, with Jackson. */
final class ClassicClient implements Client {

    private final String server;
    private final CloseableHttpClient http;
    private final JsonMapper json = new JsonMapper();

    private ClassicClient(String server, CloseableHttpClient http) {
        this.server = server;
        this.http = http;
    }

    /** As it comes. */
    static Client standard(String server) {
        return new ClassicClient(server, http());
    }

    static CloseableHttpClient http() {
        return builder(PoolConcurrencyPolicy.STRICT).build();
    }

    /** Without all that can be left out. */
    static Client lean(String server) {
        return new ClassicClient(
                server,
                builder(PoolConcurrencyPolicy.LAX)
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableContentCompression()
                        .disableConnectionState()
                        .disableDefaultUserAgent()
                        .build());
    }

    private static HttpClientBuilder builder(PoolConcurrencyPolicy policy) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setPoolConcurrencyPolicy(policy)
                        .setMaxConnTotal(Peer.CONNECTIONS)
                        .setMaxConnPerRoute(Peer.CONNECTIONS)
                        .build());
    }

    @Override
    public Answer call(Work.Kind kind) throws IOException {
        return http.execute(request(kind), this::answer);
    }

    private HttpUriRequestBase request(Work.Kind kind) throws IOException {
        String uri = server + kind.path();
        HttpUriRequestBase request = kind == Work.Kind.POST ? new HttpPost(uri) : new HttpGet(uri);
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        if (kind == Work.Kind.POST) {
            byte[] body = json.writeValueAsBytes(Documents.order());
            request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        }
        return request;
    }

    private Answer answer(ClassicHttpResponse response) throws IOException {
        try (InputStream body = response.getEntity().getContent()) {
            return new Answer(response.getCode(), json.readValue(body, Map.class));
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
