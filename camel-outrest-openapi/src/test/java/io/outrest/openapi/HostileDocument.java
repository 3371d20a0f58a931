package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One of the hostile documents beside the project, and what an import must do with it.
 *
 * @param must {@code reject}, {@code load} and so on
 * @param maxMs how long it may take
 * @param maxHeapMB how much memory it may need
 * @param operations how many there are; -1 where that is not said
 */
record HostileDocument(String file, String must, long maxMs, long maxHeapMB, int operations) {

    private static final String FOLDER = "openapi/hostile";

    /** All of them; ends the test where they are absent. */
    static Stream<HostileDocument> all() {
        List<HostileDocument> documents = new ArrayList<>();
        expectations().properties().forEach(entry -> documents.add(of(entry.getKey(), entry.getValue())));
        return documents.stream();
    }

    private static HostileDocument of(String file, JsonNode expected) {
        return new HostileDocument(
                file,
                expected.path("must").asText(),
                expected.path("maxMs").asLong(10_000),
                expected.path("maxHeapMB").asLong(512),
                expected.path("operations").asInt(-1));
    }

    /** Whether it must be refused. */
    boolean mustBeRefused() {
        return must.equals("reject");
    }

    /** Whether it must be read. */
    boolean mustLoad() {
        return must.equals("load") || must.equals("load-with-warnings");
    }

    /** Writes it to a folder of its own, with every address in it that of a recorder on this machine. */
    Path writeTo(Path folder, int port) throws IOException {
        String text = new String(content(), StandardCharsets.ISO_8859_1) // keeps every byte
                .replace("__PORT__", Integer.toString(port))
                .replace("__TLSPORT__", Integer.toString(port));
        for (String host : List.of("169.254.169.254", "10.0.0.1", "100.64.0.1")) {
            text = text.replace("//" + host, "//127.0.0.1:" + port);
        }
        return Files.write(
                Files.createDirectories(folder.resolve("specs")).resolve(file),
                text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes it to a folder as it is. */
    Path writeTo(Path folder) throws IOException {
        return Files.write(folder.resolve(file), content());
    }

    private byte[] content() throws IOException {
        return switch (file) {
            case "many-operations-10000.json" -> manyOperations().getBytes(StandardCharsets.UTF_8);
            case "yaml-3mib-plus.yaml" -> longText().getBytes(StandardCharsets.UTF_8);
            default -> Files.readAllBytes(Beside.the(FOLDER).resolve(file));
        };
    }

    private static String manyOperations() {
        String paths = IntStream.range(0, 2500)
                .mapToObj(i -> "\"/r" + i + "/{id}\":{"
                        + Stream.of("get", "put", "post", "delete")
                                .map(method -> operation(method, method + "R" + i))
                                .collect(Collectors.joining(","))
                        + "}")
                .collect(Collectors.joining(","));
        return "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},"
                + "\"servers\":[{\"url\":\"https://h.example.com\"}],\"paths\":{" + paths + "}}";
    }

    private static String operation(String method, String id) {
        return "\"" + method + "\":{\"operationId\":\"" + id + "\",\"parameters\":[{\"name\":\"id\",\"in\":\"path\","
                + "\"required\":true,\"schema\":{\"type\":\"string\"}}],\"responses\":{\"200\":{\"description\":\"ok\"}}}";
    }

    private static String longText() {
        return "openapi: 3.0.3\ninfo: {title: h, version: '1'}\nservers: [{url: https://h.example.com}]\nx-pad: '"
                + "y".repeat(3 * 1024 * 1024 + 10)
                + "'\npaths: {/a: {get: {operationId: a, responses: {'200': {description: ok}}}}}\n";
    }

    private static JsonNode expectations() {
        try {
            return JsonMapper.builder()
                    .build()
                    .readTree(Files.readAllBytes(Beside.the(FOLDER).resolve("hostile-expect.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file;
    }
}
