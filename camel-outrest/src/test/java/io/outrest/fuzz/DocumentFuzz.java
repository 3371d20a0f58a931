package io.outrest.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import io.outrest.config.Document;
import io.outrest.config.InvalidDocument;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents, {@code outrest.yaml} and {@code .json}. */
class DocumentFuzz {

    private static final Pattern MESSAGE = Pattern.compile("outrest\\.(yaml|json):[1-9]\\d*: .+", Pattern.DOTALL);

    static Stream<Arguments> seeds() {
        return Stream.of(
                yaml(
                        """
                        defaults: {timeout: 60s, headers: {X-A: [1, 2]}}
                        security:
                          oauth: {type: oauth2, tokenUrl: "{{nowhere}}", scopes: [a, b], tls: {trustAll: true}}
                        connections:
                          API: &api
                            baseUrl: https://api.example.com
                            path: /things/{id}{?q}
                            security: [oauth, {other: [a]}]
                            maxResponseSize: 1 MiB
                            successStatus: 200-299,404
                          Other: {<<: *api, timeout: PT1S, active: no, maxConnections: 3}
                        openapi:
                          petstore: {spec: file:petstore.yaml, include: ["tag:pet"], security: {a: b}, timeout: 5s}
                        """),
                yaml("a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nconnections: *c"),
                yaml("connections: " + "[".repeat(500)),
                yaml("connections: {A: {timeout: 1x}}\n---\n"),
                yaml("? [a, b]\n: !!binary x\n<<: [*x]\n\"k\\0\": |\n  text"),
                yaml("connections: {x: {declared: {query.a: {style: form, default: [1]}}, proxy: system}}"),
                arguments(
                        true,
                        bytes("/* c */ {\"connections\": {\"A\": {\"baseUrl\": \"http://x\", \"timeout\": 1e3}}}")),
                arguments(true, bytes("{\"connections\": {\"A\": {}, \"A\": {}}} x")));
    }

    /** A document is read, or refused whole by one exception that says file and line. */
    @MethodSource("seeds")
    @FuzzTest
    void isReadOrRefused(boolean json, byte @NotNull @WithLength(max = 4096) [] document) {
        Check.isReadOrRefused(json, document);
    }

    private static Arguments yaml(String text) {
        return arguments(false, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        static void isReadOrRefused(boolean json, byte[] document) {
            try {
                Document.read(json ? "outrest.json" : "outrest.yaml", document, Check::nothing);
            } catch (InvalidDocument e) {
                Promise.holds(
                        MESSAGE.matcher(String.valueOf(e.getMessage())).matches(), "{} says where", e.getMessage());
            }
        }

        private static String nothing(String text) {
            throw new IllegalArgumentException(text);
        }
    }
}
