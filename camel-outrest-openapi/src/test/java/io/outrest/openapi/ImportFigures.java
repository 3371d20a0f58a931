package io.outrest.openapi;

import io.outrest.connection.ConnectionRegistry;
import io.outrest.imports.ImportReport;
import io.outrest.security.TokenCache;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How long the import of a large document takes, and what it keeps: a document of 1,000 operations and 5 MB, written here. Its
 * command is in the reference of the import.
 */
public final class ImportFigures {

    private static final int OPERATIONS = 1000;
    private static final int BYTES = 5_000_000;

    private ImportFigures() {}

    /** Prints the figures. */
    public static void main(String[] arguments) throws IOException {
        Path file = Files.createTempFile("figures", ".json");
        try {
            Files.writeString(file, document());
            warmUp();
            System.out.printf(Locale.ROOT, "document: %,d operations, %,d bytes%n", OPERATIONS, Files.size(file));
            for (int run = 1; run <= 3; run++) {
                run(run, file);
            }
        } finally {
            Files.delete(file);
        }
    }

    /** What the JVM loads once is counted apart. */
    private static void warmUp() {
        long start = System.nanoTime();
        OpenApiImport.of("text:{\"openapi\": \"3.0.3\", \"servers\": [{\"url\": \"https://small.example.com\"}],"
                        + " \"paths\": {\"/a\": {\"get\": {}}}}")
                .into(registry());
        System.out.printf(
                Locale.ROOT, "first import of all, one operation: %.2f s%n", (System.nanoTime() - start) / 1e9);
    }

    private static void run(int run, Path file) {
        ConnectionRegistry registry = registry();
        long before = usedAfterCollection();
        long start = System.nanoTime();
        ImportReport report = OpenApiImport.of("file:" + file).named("large").into(registry);
        double seconds = (System.nanoTime() - start) / 1e9;
        try {
            System.out.printf(
                    Locale.ROOT,
                    "run %d: %,d connections in %.2f s, %,d bytes of heap for each, report included, after a full collection%n",
                    run,
                    report.imported(),
                    seconds,
                    (usedAfterCollection() - before) / report.imported());
        } finally {
            Reference.reachabilityFence(registry);
            Reference.reachabilityFence(report);
        }
    }

    private static ConnectionRegistry registry() {
        return new ConnectionRegistry(
                () -> {
                    throw new IllegalStateException("nothing is called");
                },
                new TokenCache(System::nanoTime));
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }

    /** Operations as APIs have them: parameters of all places, a body, answers, and schemas that make up the size. */
    private static String document() {
        StringBuilder json = new StringBuilder(BYTES + 100_000);
        json.append("{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"Large\", \"version\": \"1\"},"
                + " \"servers\": [{\"url\": \"https://large.example.com/v1\"}],"
                + " \"security\": [{\"login\": [\"read\", \"write\"]}, {\"key\": []}], \"paths\": {");
        for (int i = 0; i < OPERATIONS; i++) {
            json.append(i == 0 ? "" : ",").append(operation(i));
        }
        json.append("}, \"components\": {\"securitySchemes\": {\"key\": {\"type\": \"apiKey\", \"in\": \"header\","
                + " \"name\": \"X-Key\"}, \"login\": {\"type\": \"oauth2\", \"flows\": {\"clientCredentials\":"
                + " {\"tokenUrl\": \"https://id.example.com/token\", \"scopes\": {}}}}}, \"schemas\": {");
        int schemas = 0;
        while (json.length() < BYTES - 200) {
            json.append(schemas == 0 ? "" : ",").append(schema(schemas++));
        }
        return json.append("}}}").toString();
    }

    private static String operation(int i) {
        return String.format(
                Locale.ROOT,
                """
                "/groups%1$d/{groupId}/items%1$d/{itemId}": {"post": {"operationId": "changeItem%1$d", "tags": ["items%2$d"],
                "summary": "Changes the item %1$d of a group", "description": "%3$s",
                "parameters": [{"name": "groupId", "in": "path", "required": true, "schema": {"type": "string"}},
                {"name": "itemId", "in": "path", "required": true, "schema": {"type": "integer"}},
                {"name": "expand%4$d", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "string"}}},
                {"name": "page", "in": "query", "schema": {"type": "integer", "default": %4$d}},
                {"name": "X-Request-Source", "in": "header", "required": true, "schema": {"type": "string"}},
                {"name": "filter", "in": "query", "style": "deepObject", "explode": true, "schema": {"type": "object"}}],
                "requestBody": {"required": true, "content": {"application/json": {"schema":
                {"$ref": "#/components/schemas/Schema%1$d"}}}},
                "responses": {"200": {"description": "ok", "content": {"application/json": {"schema":
                {"$ref": "#/components/schemas/Schema%1$d"}}}}}}}
                """,
                i,
                i % 40,
                "What it does, at length. ".repeat(20),
                i % 7);
    }

    private static String schema(int i) {
        return String.format(
                Locale.ROOT,
                "\"Schema%d\": {\"type\": \"object\", \"description\": \"%s\", \"properties\": {\"id\": {\"type\":"
                        + " \"integer\"}, \"name\": {\"type\": \"string\", \"maxLength\": %d}, \"other\": {\"$ref\":"
                        + " \"#/components/schemas/Schema%d\"}}}",
                i,
                "A description that takes room. ".repeat(30),
                i,
                Math.max(0, i - 1));
    }
}
