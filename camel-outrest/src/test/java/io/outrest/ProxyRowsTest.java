package io.outrest;

import static io.outrest.request.FailureKind.PROXY;
import static io.outrest.request.FailureKind.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.http.ProxySettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.RawServer.Script;
import io.outrest.testing.TestIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 44 of the fault matrix: what a proxy can have wrong with it. */
class ProxyRowsTest extends FaultTest {

    private static final String PASSWORD = "S3CR3T-canary-proxy";

    @TempDir
    private static Path identities;

    private static TestIdentity identity;

    private final List<String> heads = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void makeIdentity() {
        identity = TestIdentity.of(identities, "dns:localhost,ip:127.0.0.1");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("status 407", "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=p\r\n"),
                arguments("status 403", "HTTP/1.1 403 Forbidden\r\n"),
                arguments("status 502", "HTTP/1.1 502 Bad Gateway\r\n"),
                arguments("status 301", "HTTP/1.1 301 Moved\r\nLocation: http://evil.example/\r\n"),
                arguments("proxy", ""),
                arguments("proxy", "garbage\r\n"),
                arguments("proxy", "HTTP/1.1 200 OK\r\nX: "));
    }

    /** The API is never asked, and the proxy gets nothing of the request. */
    @ParameterizedTest
    @MethodSource("refusals")
    @Fault(44)
    void proxyThatDoesNotLetTheCallPassIsAProxyFailure(String said, String answer) {
        RawServer origin = secure(RawServer.wellBehaved());
        RawServer proxy = raw(conversation -> {
            heads.add(conversation.readHead());
            conversation.send(
                    answer.isEmpty() || answer.endsWith("X: ")
                            ? answer
                            : answer + "Content-Length: 0\r\nConnection: close\r\n\r\n");
        });
        api(through(proxy, origin));

        assertThat(assertFault(origin, this::get, PROXY, 1, 0)).hasMessageContaining(said);
        assertThat(assertFault(origin, () -> call("POST", Map.of("a", 1)), PROXY, 1, 0))
                .hasMessageContaining(said);

        assertThat(heads)
                .allSatisfy(head -> assertThat(head).startsWith("CONNECT ").doesNotContain(CANARY));
        proxy.follow(tunnel(origin));
        assertNextCallWorks(this::get);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @Fault(44)
    void proxyThatIsDownIsAProxyFailure(String scheme) {
        RawServer origin = scheme.equals("http") ? raw(RawServer.wellBehaved()) : secure(RawServer.wellBehaved());
        RawServer proxy = raw(RawServer.wellBehaved());
        proxy.close();
        api(through(proxy, origin));

        assertFault(origin, this::get, PROXY, 1, 0);
        assertFault(origin, () -> call("POST", Map.of()), PROXY, 1, 0);
        assertNextCallWorksElsewhere();
    }

    /** Nothing was sent to the API, so that also a POST may be tried again. */
    @Test
    @Fault(44)
    void proxyThatIsDownForAMomentIsTriedAgain() {
        RawServer origin = secure(RawServer.wellBehaved());
        RawServer proxy = raw(conversation -> {});
        Connection connection = through(proxy, origin);
        RetrySettings retry = new RetrySettings();
        retry.setAttempts(2);
        retry.setBackoff("1ms");
        connection.setRetry(retry);
        api(connection);

        assertFault(origin, () -> call("POST", Map.of()), PROXY, 2, 0);

        assertThat(proxy.connections()).isEqualTo(2);
        proxy.follow(tunnel(origin));
        assertNextCallWorks(this::get);
    }

    @Test
    @Fault(44)
    void proxyThatHangsHoldsTheDeadline() {
        RawServer origin = secure(RawServer.wellBehaved());
        RawServer proxy = raw(RawServer.Conversation::waitForEnd);
        Connection connection = through(proxy, origin);
        connection.setTimeout("400ms");
        api(connection);

        assertFault(origin, this::get, TIMEOUT, 1, 0);

        proxy.follow(tunnel(origin));
        api(through(proxy, origin));
        assertNextCallWorks(this::get);
    }

    /** A proxy that asks for credentials gets them; the API behind it does not. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @Fault(44)
    void credentialsOfTheProxyAreForTheProxyAlone(String scheme) {
        RawServer origin = scheme.equals("http") ? raw(RawServer.wellBehaved()) : secure(RawServer.wellBehaved());
        RawServer proxy = raw(conversation -> {
            String head = conversation.readHead();
            heads.add(head);
            if (!head.contains("Proxy-Authorization")) {
                conversation.send(
                        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n");
                head = conversation.readHead();
                heads.add(head);
            }
            if (head.startsWith("CONNECT ")) {
                conversation.send("HTTP/1.1 200 OK\r\n\r\n");
                conversation.tunnelTo(origin.port());
            } else {
                conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Connection connection = through(proxy, origin);
        connection.getProxy().setUsername("me");
        connection.getProxy().setPassword(PASSWORD);
        api(connection);

        assertThat(status(inTime(this::get))).isEqualTo(200);

        assertThat(heads).anySatisfy(head -> assertThat(head).contains("Proxy-Authorization: Basic "));
        assertThat(origin.requests()).allSatisfy(request -> assertThat(request).doesNotContain("Proxy-"));
        assertNextCallWorks(this::get);
    }

    private RawServer secure(Script script) {
        return alsoStop(RawServer.startTls(identity.server(null), false, script));
    }

    private static Script tunnel(RawServer origin) {
        return conversation -> {
            conversation.readHead();
            conversation.send("HTTP/1.1 200 OK\r\n\r\n");
            conversation.tunnelTo(origin.port());
        };
    }

    private static Connection through(RawServer proxy, RawServer origin) {
        Connection connection = to(origin.url(), trusting(identity));
        ProxySettings settings = new ProxySettings();
        settings.setHost("127.0.0.1");
        settings.setPort(proxy.port());
        connection.setProxy(settings);
        return connection;
    }
}
