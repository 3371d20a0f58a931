package io.outrest.examples.benchmark;

import java.io.IOException;
import java.util.Map;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Spring's RestClient over the blocking HttpClient 5. */
final class SpringClient implements Client {

    private final CloseableHttpClient http = ClassicClient.http();
    private final RestClient client;

    SpringClient(String server) {
        this.client = RestClient.builder()
                .requestFactory(new HttpComponentsClientHttpRequestFactory(http))
                .baseUrl(server)
                .build();
    }

    @Override
    public Answer call(Work.Kind kind) {
        RestClient.RequestHeadersSpec<?> request = kind == Work.Kind.POST
                ? client.post()
                        .uri(kind.path())
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Documents.order())
                : client.get().uri(kind.path());
        ResponseEntity<?> response =
                request.accept(MediaType.APPLICATION_JSON).retrieve().toEntity(Map.class);
        return new Answer(response.getStatusCode().value(), response.getBody());
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
