package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks S9, S11, S16 and S27: what an API, or who answers in its name, may bring about. */
class FarSideTest extends WireTest {

    /** Attack S11: nobody follows what an answer names, whatever it calls it. */
    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 300, 401, 429, 503})
    void linksOfAnAnswerAreOnlyText(int status) {
        try (RestServer elsewhere = RestServer.start()) {
            String url = elsewhere.url() + "/x";
            server.answers(Answer.json(
                            "{\"next\": \"" + url + "\", \"links\": [{\"rel\": \"next\", \"href\": \"" + url + "\"}]}")
                    .withStatus(status)
                    .with("Location", url)
                    .with("Content-Location", url)
                    .with("Link", "<" + url + ">; rel=\"next\"")
                    .with("Refresh", "0; url=" + url)
                    .with("Alt-Svc", "http/1.1=\"127.0.0.1:" + elsewhere.port() + "\"")
                    .with("Retry-After", "0"));
            Connection connection = to(server.url());
            connection.setFollowRedirects("same-origin");
            api(connection);

            for (int i = 0; i < 3; i++) {
                assertThat(status(get())).isEqualTo(status);
            }

            assertThat(elsewhere.requests()).isEmpty();
            assertThat(server.requests()).hasSize(3);
        }
    }

    /** What is in an answer is no address of the next call either, also where it is named like a header of Camel's. */
    @Test
    void answerDoesNotChooseWhereTheNextCallGoes() {
        try (RestServer elsewhere = RestServer.start()) {
            server.answers(Answer.json("{}")
                    .with("Host", "127.0.0.1:" + elsewhere.port())
                    .with("CamelHttpUri", elsewhere.url())
                    .with("CAMELHTTPURI", elsewhere.url())
                    .with("CamelDestinationOverrideUrl", elsewhere.url())
                    .with("CamelOutrestHeaders", "X-Evil: 1")
                    .with("CamelOutrestTimeout", "1ms")
                    .with("Authorization", "Bearer evil")
                    .with("X-API-Key", "evil"));
            api(to(server.url()));

            Exchange first = get();
            Exchange second = template.send("outrest:API", first);

            assertThat(status(second)).isEqualTo(200);
            assertThat(elsewhere.requests()).isEmpty();
            assertThat(server.lastRequest().headers().toString())
                    .doesNotContain("evil")
                    .doesNotContain("Evil");
            assertThat(server.lastRequest().headers("X-API-Key")).containsExactly(CANARY + "-1");
        }
    }

    @Test
    void thousandsOfHeadersAreALimitFailure() {
        api(to(answering("HTTP/1.1 200 OK\r\n" + "X-Many: y\r\n".repeat(2000) + "Content-Length: 0\r\n\r\n")
                .url()));

        assertFails(this::get, FailureKind.LIMIT, 1);
    }

    /** An object that says so when it is read. */
    public static final class Gadget implements Serializable {

        private static final long serialVersionUID = 1L;
        private static final AtomicInteger READ = new AtomicInteger();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            READ.incrementAndGet();
            in.defaultReadObject();
        }
    }

    /** Attack S16: no content type makes an object of what came, whatever the route asks for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-java-serialized-object",
                "application/java-serialized-object",
                "application/json",
                "application/octet-stream"
            })
    void objectsOfJavaAreNotRead(String type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Gadget());
        }
        server.answers(Answer.of(type, bytes.toByteArray()));
        api(to(server.url()));

        for (String option : List.of("", "?outputType=" + Gadget.class.getName(), "?outputType=java.lang.Object")) {
            Exchange answer = call("outrest:API" + option, null, Map.of());
            assertThat(answer.getMessage().getBody() instanceof Gadget).isFalse();
        }
        assertThat(Gadget.READ).hasValue(0);
    }

    /** Attack S27: no answer is kept, so that nobody gets somebody else's. */
    @Test
    void answersAreNotKept() {
        AtomicInteger count = new AtomicInteger();
        server.answers(request -> Answer.json("" + count.incrementAndGet())
                .with("Cache-Control", "public, max-age=3600, immutable")
                .with("ETag", "\"1\"")
                .with("Expires", "Fri, 01 Jan 2100 00:00:00 GMT"));
        api(to(server.url()));

        assertThat(get().getMessage().getBody()).isEqualTo(1);
        assertThat(get().getMessage().getBody()).isEqualTo(2);
        assertThat(server.lastRequest().headers("If-None-Match")).isEmpty();
    }
}
