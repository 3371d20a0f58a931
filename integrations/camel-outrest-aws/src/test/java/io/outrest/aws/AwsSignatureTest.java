package io.outrest.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.OutrestException;
import io.outrest.config.Document;
import io.outrest.connection.Definitions;
import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Definitions of the type {@code awsV4}, against a server that checks signatures as a service does. */
class AwsSignatureTest extends OutrestTest {

    private static final AwsService API = new AwsService("eu-central-1", "execute-api", "S3CR3T/canary+1", true);
    private static final AwsService BUCKETS = new AwsService("eu-central-1", "s3", "S3CR3T/canary+1", false);

    @Override
    protected String document() {
        return """
                security:
                  api-key: {type: awsV4, region: eu-central-1, service: execute-api, accessKey: AKID, secretKey: S3CR3T/canary+1}
                  session:
                    type: awsV4
                    region: eu-central-1
                    service: execute-api
                    accessKey: AKID
                    secretKey: S3CR3T/canary+1
                    sessionToken: temporary
                  no-session:
                    type: awsV4
                    region: eu-central-1
                    service: execute-api
                    accessKey: AKID
                    secretKey: S3CR3T/canary+1
                    sessionToken: "{{env:NO_SUCH_SESSION_TOKEN:}}"
                  of-a-role: {type: awsV4, region: eu-central-1, service: execute-api, bean: roleCredentials}
                  bucket-key: {type: awsV4, region: eu-central-1, service: s3, accessKey: AKID, secretKey: S3CR3T/canary+1}
                connections:
                  Orders: {baseUrl: "SERVER/v1", path: "/orders/{id}{?status,page}", security: api-key}
                  Orders in a session: {baseUrl: SERVER, path: "/orders/{id}", security: session}
                  Orders without a session: {baseUrl: SERVER, path: "/orders/{id}", security: no-session}
                  Orders of a role: {baseUrl: SERVER, path: "/orders/{id}", security: of-a-role}
                  Bucket: {baseUrl: SERVER, path: "/bucket{/key*}", security: bucket-key}
                """;
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "a b", "a/b", "ü", "a+b", "a%b", "x~y", "(1)'*!"})
    void pathsAreSignedAsTheServiceReadsThem(String id) {
        assertThat(status(send("outrest:Orders", Map.of("id", id)))).isEqualTo(200);
        assertThat(API.accepts(server.request())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "a b", "a+b", "a&b=c", "ü", "", "~!*'()"})
    void queriesAreSignedAsTheServiceReadsThem(String status) {
        send("outrest:Orders", Map.of("id", 7, "status", status, "page", 2));

        assertThat(API.accepts(server.request())).isTrue();
    }

    @Test
    void bodiesAndHeadersAreSigned() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.txt"), "order ".repeat(50_000));

        send("outrest:Orders?method=POST", Map.of("item", "tea"), Map.of("id", 7, "X-Tenant", "  blue   green "));
        send("outrest:Orders?method=PUT", file.toFile(), Map.of("id", 7));
        send("outrest:Orders?method=DELETE", Map.of("id", 7));

        assertThat(server.requests()).hasSize(3).allMatch(API::accepts);
    }

    /** The check itself must be able to fail. */
    @Test
    void otherKeysAndOtherServicesAreNotAccepted() {
        send("outrest:Orders", Map.of("id", 7));

        assertThat(new AwsService("eu-central-1", "execute-api", "another", true).accepts(server.request()))
                .isFalse();
        assertThat(new AwsService("eu-west-1", "execute-api", "S3CR3T/canary+1", true).accepts(server.request()))
                .isFalse();
    }

    /** The check gives the signature that AWS publishes with its description. */
    @Test
    void thePublishedExampleIsAccepted() {
        RecordedRequest published = new RecordedRequest(
                "GET",
                "/?Action=ListUsers&Version=2010-05-08",
                Map.of(
                        "Host", List.of("iam.amazonaws.com"),
                        "Content-Type", List.of("application/x-www-form-urlencoded; charset=utf-8"),
                        "X-Amz-Date", List.of("20150830T123600Z"),
                        "Authorization",
                                List.of(
                                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                                                + "SignedHeaders=content-type;host;x-amz-date, "
                                                + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")),
                new byte[0]);

        assertThat(new AwsService("us-east-1", "iam", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", true)
                        .accepts(published))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ü", "a+b", "x~y", "a=b"})
    void pathsOfBucketsAreSignedAsTheyStand(String key) {
        send("outrest:Bucket?method=PUT", "content", Map.of("key", List.of("folder", key)));

        assertThat(BUCKETS.accepts(server.request())).isTrue();
        assertThat(server.request().header("x-amz-content-sha256")).hasSize(64);
    }

    @Test
    void sessionTokenGoesWithIt() {
        send("outrest:Orders in a session", Map.of("id", 7, "X-Amz-Security-Token", "another"));

        assertThat(server.request().headers("X-Amz-Security-Token")).containsExactly("temporary");
        assertThat(API.accepts(server.request())).isTrue();
    }

    /** Keeps out: a signature over an empty header, which is not sent. */
    @Test
    void sessionTokenMayBeAPlaceholderForNothing() {
        send("outrest:Orders without a session", Map.of("id", 7));

        assertThat(server.request().headers("X-Amz-Security-Token")).isEmpty();
        assertThat(API.accepts(server.request())).isTrue();
    }

    @Test
    void keysOfABeanAreThoseOfTheMoment() {
        AtomicReference<AwsCredentialsIdentity> current =
                new AtomicReference<>(AwsCredentialsIdentity.create("AKID", "S3CR3T/canary+1"));
        context.getRegistry().bind("roleCredentials", new Role(current));

        send("outrest:Orders of a role", Map.of("id", 7));
        current.set(AwsSessionCredentialsIdentity.create("ASIA", "S3CR3T/canary+1", "later"));
        send("outrest:Orders of a role", Map.of("id", 7));

        assertThat(server.requests()).hasSize(2).allMatch(API::accepts);
        assertThat(server.requests().get(1).header("X-Amz-Security-Token")).isEqualTo("later");
    }

    private record Role(Supplier<CompletableFuture<AwsCredentialsIdentity>> current)
            implements IdentityProvider<AwsCredentialsIdentity> {

        Role(AtomicReference<AwsCredentialsIdentity> current) {
            this(() -> CompletableFuture.completedFuture(current.get()));
        }

        @Override
        public Class<AwsCredentialsIdentity> identityType() {
            return AwsCredentialsIdentity.class;
        }

        @Override
        public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            return current.get();
        }
    }

    @Test
    void messageCannotSetTheSignature() {
        send(
                "outrest:Orders",
                Map.of(
                        "id",
                        7,
                        "CamelOutrestHeaders",
                        Map.of("authorization", "mine", "x-amz-date", "20000101T000000Z")));

        assertThat(server.request().headers("Authorization")).hasSize(1);
        assertThat(API.accepts(server.request())).isTrue();
    }

    @Test
    void bodyThatCanBeReadOnlyOnceIsNotSent() {
        context.setStreamCaching(false);
        InputStream once = new FilterInputStream(new ByteArrayInputStream(new byte[10])) {};

        OutrestException failure = failure(send("outrest:Orders?method=POST", once, Map.of("id", 7)));

        assertThat(failure.getKind()).isEqualTo(FailureKind.BODY);
        assertThat(server.requests()).isEmpty();
    }

    /** Keeps out: the name of a wrapper, where the class of the bean's own failure says what is wrong. */
    @Test
    void failureOfTheBeanIsNamed() {
        context.getRegistry()
                .bind(
                        "roleCredentials",
                        new Role(() -> CompletableFuture.failedFuture(
                                new UnsupportedOperationException()))); // stands for any failure of a bean

        assertThat(failure(send("outrest:Orders of a role", Map.of("id", 7))))
                .hasMessageContaining("'of-a-role' failed: UnsupportedOperationException");
    }

    @Test
    void failureOfTheBeanSaysNothingOfKeys() {
        context.getRegistry().bind("roleCredentials", new Role(new AtomicReference<>()));

        OutrestException failure = failure(send("outrest:Orders of a role", Map.of("id", 7)));

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'region: eu/west', region",
        "'service: \"\"', service",
        "'accessKey: \"A B\"', accessKey",
        "'bean: role', bean",
        "'sessionToken: \"ü\"', sessionToken"
    })
    void settingsThatCannotBeUsedAreNamed(String setting, String name) {
        String others = "type: awsV4, region: eu-central-1, service: s3, accessKey: AKID, secretKey: S3CR3T-canary";
        String document = "security: {key: {" + others.replaceAll(" " + name + ": [^,]*,", "") + ", " + setting + "}}";

        assertThatThrownBy(() -> Document.read("outrest.yaml", document.getBytes(StandardCharsets.UTF_8), text -> text)
                        .definitions()
                        .security()
                        .forEach((key, defined) -> registry().put(key, defined.value())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .message()
                .doesNotContain("S3CR3T");
    }

    @ParameterizedTest
    @ValueSource(strings = "README.md")
    void sampleOfTheReadmeCanBeUsed(String readme) throws IOException {
        Matcher sample =
                Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of(readme)));

        assertThat(sample.find()).isTrue();
        Definitions definitions = Document.read(
                        "README.md", sample.group(1).getBytes(StandardCharsets.UTF_8), text -> "resolved")
                .definitions();
        definitions.security().forEach((name, defined) -> registry().put(name, defined.value()));
        definitions.connections().forEach((name, defined) -> registry().put(name, defined.value()));
        assertThat(registry().names()).contains("Order Function");
    }
}
