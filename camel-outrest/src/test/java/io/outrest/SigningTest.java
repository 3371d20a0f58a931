package io.outrest;

import static io.outrest.request.FailureKind.BODY;
import static io.outrest.request.FailureKind.CONFIGURATION;
import static io.outrest.request.FailureKind.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.security.RequestSigner;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.SignableRequest;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions of the type {@code custom}; {@link HmacSigner} is the reference's sample. */
class SigningTest extends OutrestTest {

    private static final byte[] KEY = "only the partner knows".getBytes(StandardCharsets.UTF_8);

    @Override
    protected String document() {
        return "";
    }

    static final class HmacSigner implements RequestSigner {

        private static final DateTimeFormatter HTTP_DATE =
                DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

        private final String keyName;
        private final SecretKeySpec key;

        HmacSigner(String keyName, byte[] key) {
            this.keyName = keyName;
            this.key = new SecretKeySpec(key, "HmacSHA256");
        }

        @Override
        public SignableRequest sign(SignableRequest request) throws Exception {
            String date = HTTP_DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
            String digest = "sha-256=:" + base64(request.bodyDigest("SHA-256")) + ":";
            String target = request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
            String signed = String.join("\n", request.method(), request.host(), target, date, digest);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            String signature = base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
            return request.withHeader("Date", date)
                    .withHeader("Content-Digest", digest)
                    .withHeader("Authorization", "HMAC-SHA256 " + keyName + ":" + signature);
        }

        @Override
        public Set<String> headers() {
            return Set.of("Authorization", "Content-Digest", "Date");
        }

        private static String base64(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    }

    /** The server's side, written on its own from the description in the reference. */
    private static boolean isSigned(RecordedRequest request) {
        try {
            return ("HMAC-SHA256 outrest:" + signature(request)).equals(request.header("Authorization"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String signature(RecordedRequest request) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(request.content());
        String text = request.method() + "\n" + request.header("Host") + "\n" + request.target() + "\n"
                + request.header("Date") + "\nsha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void signedBy(RequestSigner signer) {
        context.getRegistry().bind("partnerSigner", signer);
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("custom");
        definition.setBean("partnerSigner");
        registry().put("signature", definition);
        registry().put("key", apiKey("query", "key", "k1"));
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setPath("/things/{id}{?q}");
        connection.setTimeout("5s");
        connection.setForwardHeaders("Authorization, Content-Digest, X-*");
        connection.setSecurity("signature, key");
        registry().put("API", connection);
    }

    private Exchange post(Object body) {
        return send("outrest:API?method=POST", body, Map.of("id", "a/b", "q", "tea & milk"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tea", "{\"drink\": \"tea\"}"})
    void whatIsSentIsWhatWasSigned(String body) {
        signedBy(new HmacSigner("outrest", KEY));

        assertThat(status(post(body))).isEqualTo(200);
        assertThat(server.request().line()).isEqualTo("POST /things/a%2Fb?q=tea%20%26%20milk&key=k1");
        assertThat(isSigned(server.request())).isTrue();
    }

    @Test
    void filesAndFormsAndMapsAreSignedAsTheyGoOut() throws Exception {
        signedBy(new HmacSigner("outrest", KEY));
        Path file = Files.writeString(folder.resolve("tea.txt"), "tea ".repeat(100_000));

        post(file.toFile());
        post(Map.of("drink", "tea"));
        send(
                "outrest:API?method=POST",
                Map.of("drink", "tea", "cups", List.of(1, 2)),
                Map.of("id", "1", "Content-Type", "application/x-www-form-urlencoded"));

        assertThat(server.requests()).hasSize(3).allMatch(SigningTest::isSigned);
    }

    @Test
    void messageCannotSetWhatTheSignerSets() {
        signedBy(new HmacSigner("outrest", KEY));

        Map<String, Object> headers =
                new HashMap<>(Map.of("id", "1", "Authorization", "mine", "content-digest", "mine"));
        headers.put("CamelOutrestHeaders", Map.of("authorization", "mine too", "Date", "yesterday"));
        send("outrest:API?method=POST", "tea", headers);

        assertThat(server.request().headers("Authorization")).hasSize(1);
        assertThat(server.request().headers("Date")).hasSize(1);
        assertThat(isSigned(server.request())).isTrue();
    }

    @Test
    void bodyThatCanBeReadOnlyOnceIsNotSent() {
        signedBy(new HmacSigner("outrest", KEY));
        context.setStreamCaching(false);
        InputStream once = new FilterInputStream(new ByteArrayInputStream(new byte[10])) {};

        OutrestException failure = failure(post(once));

        assertThat(failure.getKind()).isEqualTo(BODY);
        assertThat(failure).hasMessageContaining("can be read only once");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void eachTimeThatACallIsSentItIsSignedAnew() {
        AtomicInteger times = new AtomicInteger();
        signedBy(request -> request.withHeader("Authorization", "n" + times.incrementAndGet()));

        post("tea");
        post("tea");

        assertThat(server.requests().stream().map(request -> request.header("Authorization")))
                .containsExactly("n1", "n2");
    }

    @Test
    void signerMayAddAQueryParameterInPlaceOfTheMessages() {
        signedBy(request -> request.withQuery("sig", "a+b/c=").withQuery("q", "signed"));

        post("tea");

        assertThat(server.request().target()).isEqualTo("/things/a%2Fb?key=k1&sig=a%2Bb%2Fc%3D&q=signed");
    }

    @Test
    void signerSeesTheRequestAsItGoesOut() {
        AtomicReference<SignableRequest> seen = new AtomicReference<>();
        signedBy(request -> {
            seen.set(request);
            return request;
        });

        send("outrest:API?method=POST", "tea", Map.of("id", "1", "X-Tenant", "blue"));

        SignableRequest request = Objects.requireNonNull(seen.get());
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).hasToString(server.url() + "/things/1?key=k1");
        assertThat(request.host()).isEqualTo(server.request().header("Host"));
        assertThat(request.headers()).containsEntry("x-tenant", List.of("blue")).containsKey("content-type");
        assertThat(request.toString()).doesNotContain("k1").doesNotContain("things");
    }

    /** Keeps out: the exception of {@link java.net.URI} has the whole address in its message, with the keys in its query. */
    @Test
    void addressThatIsNoUriIsNotPrinted() {
        signedBy(request -> request.withHeader("Authorization", request.uri().getHost()));
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setPath("/things[1]");
        connection.setSecurity("key, signature");
        registry().put("API", connection);

        OutrestException failure = failure(send("outrest:API"));

        assertThat(failure.getKind()).isEqualTo(TOKEN);
        assertThat(failure).hasStackTraceContaining("java.net.URI");
        assertThat(WireTest.stackTrace(failure)).doesNotContain("key=k1");
    }

    @Test
    void failureOfTheSignerEndsTheCallBeforeAnythingIsSent() {
        signedBy(request -> {
            throw new IllegalStateException("the key store is locked");
        });

        OutrestException failure = failure(post("tea"));

        assertThat(failure.getKind()).isEqualTo(TOKEN);
        assertThat(failure.getAttempts()).isZero();
        assertThat(failure)
                .hasMessageContaining("'signature' failed: IllegalStateException")
                .hasRootCauseMessage("the key store is locked");
        assertThat(server.requests()).isEmpty();
    }

    /** Keeps out: what was no exception became PROTOCOL, as if the API spoke no HTTP. */
    @Test
    void classThatTheSignerCannotLoadIsTheSignersFailure() {
        signedBy(request -> {
            throw new NoClassDefFoundError("partner/Crypto");
        });

        OutrestException failure = failure(post("tea"));

        assertThat(failure.getKind()).isEqualTo(TOKEN);
        assertThat(failure).hasMessageContaining("'signature' failed: NoClassDefFoundError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "X Y", "Camel-X"})
    void signerCannotSetWhatBelongsToTheConnection(String header) {
        signedBy(request -> request.withHeader(header, "x"));

        assertThat(failure(post("tea")).getKind()).isEqualTo(TOKEN);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void signerCannotBreakOutOfAHeader() {
        signedBy(request -> request.withHeader("X-Signature", "a\r\nX-Evil: 1"));

        assertThat(failure(post("tea")).getKind()).isEqualTo(TOKEN);
        assertThat(server.requests()).isEmpty();
    }

    /** Keeps out a signer that holds on to requests and mixes those of two calls. */
    @Test
    void signerMustGiveBackTheRequestOfItsCall() {
        AtomicReference<SignableRequest> first = new AtomicReference<>();
        signedBy(request -> {
            first.compareAndSet(null, request);
            return Objects.requireNonNull(first.get());
        });

        assertThat(status(post("tea"))).isEqualTo(200);
        assertThat(failure(post("tea"))).hasMessageContaining("another request");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void signerThatTakesTooLongEndsWithTheDeadline() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        signedBy(request -> {
            end.await(20, TimeUnit.SECONDS);
            return request;
        });

        long start = System.nanoTime();
        OutrestException failure = failure(send("outrest:API?method=POST&timeout=300ms", "tea", Map.of("id", "1")));
        end.countDown();

        assertThat(failure.getKind()).isEqualTo(TOKEN);
        assertThat(failure).hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void beanThatIsNotThereIsNamed() {
        signedBy(request -> request);
        post("tea");
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("custom");
        definition.setBean("nobody");
        registry().put("signature", definition);

        OutrestException failure = failure(post("tea"));

        assertThat(failure.getKind()).isEqualTo(CONFIGURATION);
        assertThat(failure)
                .hasMessageContaining("security definition 'signature': bean")
                .hasMessageContaining("io.outrest.security.RequestSigner")
                .hasMessageContaining("'nobody'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"partnerSigner", "#partnerSigner", "#bean:partnerSigner"})
    void beanIsNamedAsCamelNamesBeansToo(String written) throws Exception {
        signedBy(request -> request.withHeader("X-Signature", "signed"));
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("custom");
        definition.setBean(written);
        registry().put("signature", definition);

        post("tea");

        assertThat(server.lastRequest().header("X-Signature")).isEqualTo("signed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"awsV4, camel-outrest-aws", "spnego, camel-outrest-spnego", "ntlm, camel-outrest-ntlm"})
    void typeOfAPartThatIsNotThereNamesTheArtifact(String typeAndArtifact) {
        String[] both = typeAndArtifact.split(", ", 2);
        SecurityDefinition definition = ofPart(both[0]);

        assertThatThrownBy(() -> registry().put("part", definition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("io.outrest:" + both[1]);
    }

    /** Keeps out an Error that no one expected: it ended the thread that looks at documents. */
    @Test
    void partThatCannotBeLoadedNamesTheArtifactToo() throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.outrest.security.SecurityPart"), "not.There\n");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(classes);

            assertThatThrownBy(() -> registry().put("part", ofPart("awsV4")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("io.outrest:camel-outrest-aws", "not.There");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static SecurityDefinition ofPart(String type) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType(type);
        switch (type) {
            case "awsV4" -> {
                definition.setRegion("eu-central-1");
                definition.setService("execute-api");
                definition.setAccessKey("AK");
                definition.setSecretKey("SK");
            }
            case "spnego" -> {
                definition.setPrincipal("outrest@EXAMPLE.COM");
                definition.setPassword("p");
            }
            default -> {
                definition.setUsername("EXAMPLE\\outrest");
                definition.setPassword("p");
            }
        }
        return definition;
    }
}
