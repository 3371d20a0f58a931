package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrest.OutrestClient;
import io.outrest.OutrestException;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a document says of a parameter is what a server sees, for a table of vectors that was made from the style tables of
 * OpenAPI and from RFC 6570, where it is at hand.
 */
class ParameterVectorsOnTheWireTest extends OutrestTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXCEPTIONS = 66;

    @Override
    protected String document() {
        return "";
    }

    @Test
    void whatTheDocumentSaysIsWhatTheServerSees() throws Exception {
        List<JsonNode> vectors = vectors();
        OpenApiImport.of("text:" + spec(vectors)).named("v").into(registry());
        OutrestClient rest = OutrestClient.of(context);

        List<CompletableFuture<String>> calls = new ArrayList<>();
        vectors.forEach(vector -> calls.add(call(rest, vector)));
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

        Map<Integer, RecordedRequest> requests = server.requests().stream()
                .collect(Collectors.toMap(request -> number(request.target()), request -> request));
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            String outcome = calls.get(i).get();
            String seen = outcome.equals("200") ? seen(vectors.get(i), requests.remove(i)) : outcome;
            String expected = isNeverSent(vectors.get(i)) ? "PARAMETER" : expected(vectors.get(i));
            if (!expected.equals(seen)) {
                faults.add(vectors.get(i).path("id").asText() + ": " + seen + " instead of " + expected);
            }
        }
        assertThat(faults).isEmpty();
        assertThat(requests).isEmpty();
        assertThat(vectors).hasSize(741);
        assertThat(vectors.stream().filter(ParameterVectorsOnTheWireTest::isNeverSent))
                .hasSize(EXCEPTIONS);
    }

    /** Values that the table knows how to write, and that a call refuses nevertheless. */
    private static boolean isNeverSent(JsonNode vector) {
        String value = vector.path("value").asText();
        if (vector.path("in").asText().equals("path")) {
            boolean nothing = vector.path("omitted").asBoolean(); // the path would be another one
            boolean empty = vector.path("kind").asText().equals("emptyString");
            boolean control = value.chars().anyMatch(Character::isISOControl);
            boolean partly = vector.path("kind").asText().endsWith("WithEmpty") // where the path template alone says it
                    && vector.path("style").asText().equals("simple")
                    && !vector.path("explode").asBoolean()
                    && !vector.path("allowReserved").asBoolean();
            return nothing || empty || control || partly;
        }
        return vector.path("in").asText().equals("cookie")
                && String.valueOf(expectedText(vector)).contains(";")
                && vector.path("allowReserved").asBoolean(); // the cookie would end there
    }

    private static List<JsonNode> vectors() throws IOException {
        List<JsonNode> vectors = new ArrayList<>();
        JSON.readTree(Files.readAllBytes(Beside.the("openapi/param-style-vectors.json")))
                .path("vectors")
                .forEach(vector -> {
                    if (vector.path("status").asText().equals("spec")) {
                        vectors.add(vector);
                    }
                });
        return vectors;
    }

    /** A document of the newest version, which knows all places and styles, with one operation for each. */
    private String spec(List<JsonNode> vectors) {
        ObjectNode document = JSON.createObjectNode().put("openapi", "3.2.0");
        document.putObject("info").put("title", "t").put("version", "1");
        document.putArray("servers").addObject().put("url", server.url());
        ObjectNode paths = document.putObject("paths");
        int number = 0;
        for (JsonNode vector : vectors) {
            String name = vector.path("name").asText();
            String place = vector.path("in").asText();
            ObjectNode operation = paths.putObject("/" + number++ + (place.equals("path") ? "/{" + name + "}" : ""))
                    .putObject("get")
                    .put("operationId", vector.path("id").asText());
            ObjectNode parameter = operation.putArray("parameters").addObject();
            parameter.put("name", name).put("in", place).put("required", place.equals("path"));
            if (vector.has("content")) {
                parameter.putObject("content").putObject(vector.path("content").asText());
            } else {
                parameter.putObject("schema");
                parameter.put("style", vector.path("style").asText());
                parameter.put("explode", vector.path("explode").asBoolean());
                parameter.put("allowReserved", vector.path("allowReserved").asBoolean());
            }
        }
        return document.toString();
    }

    /** Ends with the status, or with the kind of failure. */
    private static CompletableFuture<String> call(OutrestClient rest, JsonNode vector) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put(vector.path("name").asText(), JSON.convertValue(vector.path("value"), Object.class));
        return rest.connection("v/" + vector.path("id").asText())
                .getAsync(values)
                .toCompletableFuture()
                .handle((response, failure) -> response != null
                        ? String.valueOf(response.status())
                        : failure instanceof OutrestException known
                                ? known.getKind().toString()
                                : String.valueOf(failure));
    }

    private static int number(String target) {
        return Integer.parseInt(target.replaceFirst("^/(\\d+).*", "$1"));
    }

    private static String seen(JsonNode vector, RecordedRequest request) {
        String target = request.target().replaceFirst("^/\\d+", "");
        return switch (vector.path("in").asText()) {
            case "path" -> target.substring(1);
            case "query", "querystring" -> target.isEmpty() ? "null" : target.substring(1);
            default ->
                String.valueOf(request.header(
                        vector.path("in").asText().equals("cookie")
                                ? "Cookie"
                                : vector.path("name").asText()));
        };
    }

    private static String expected(JsonNode vector) {
        String text = String.valueOf(expectedText(vector));
        boolean header = vector.path("in").asText().equals("header");
        return header ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1) : text;
    }

    private static @Nullable String expectedText(JsonNode vector) {
        return vector.path("expected").asText(null);
    }
}
