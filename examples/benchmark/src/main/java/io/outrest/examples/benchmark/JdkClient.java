package io.outrest.examples.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code java.net.http} with Jackson. */
final class JdkClient implements Client {

    private final String server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = new JsonMapper();

    JdkClient(String server) {
        this.server = server;
    }

    @Override
    public Answer call(Work.Kind kind) throws IOException, InterruptedException {
        return answer(http.send(request(kind), HttpResponse.BodyHandlers.ofByteArray()));
    }

    @Override
    public CompletionStage<Answer> begin(Work.Kind kind) {
        return http.sendAsync(request(kind), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(this::answer);
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    private HttpRequest request(Work.Kind kind) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + kind.path())).header("Accept", "application/json");
        if (kind != Work.Kind.POST) {
            return request.build();
        }
        try {
            return request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(Documents.order())))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer answer(HttpResponse<byte[]> response) {
        try {
            return new Answer(response.statusCode(), json.readValue(response.body(), Map.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Java 17 knows no end of it
    }
}
