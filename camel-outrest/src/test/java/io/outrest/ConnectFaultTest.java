package io.outrest;

import static io.outrest.request.FailureKind.CONNECT;
import static io.outrest.request.FailureKind.DNS;
import static io.outrest.request.FailureKind.TIMEOUT;
import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.testing.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong before there is a connection, and with one that had served before. */
class ConnectFaultTest extends WireTest {

    private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @Test
    void closedPortIsAConnectFailure() {
        RawServer raw = raw(RawServer.wellBehaved());
        raw.close();
        api(to(raw.url()));

        assertFails(this::get, CONNECT, 1);
        assertFails(() -> call("POST", Map.of()), CONNECT, 1);
        api(to(raw(RawServer.wellBehaved()).url()));
        assertThat(status(get())).isEqualTo(200);
    }

    @Test
    void nameWithoutAddressIsADnsFailure() {
        api(to("https://no-such-host.invalid"));

        assertFails(this::get, DNS, 1);
    }

    /** A host that swallows everything: here one whose queue of connections to accept is full. */
    @Test
    void blackHoleEndsWithTheConnectTimeoutOrTheDeadline() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queued = fill(full);
            Connection connection = to("http://127.0.0.1:" + full.getLocalPort());
            connection.setConnectTimeout("300ms");
            api(connection);

            assertFails(this::get, TIMEOUT, 1);
            assertFails(() -> call("POST", Map.of()), TIMEOUT, 1);

            connection.setConnectTimeout("0");
            connection.setTimeout("300ms");
            api(connection);
            assertFails(this::get, TIMEOUT, 1);
            for (Socket socket : queued) {
                socket.close();
            }
        }
        api(to(raw(RawServer.wellBehaved()).url()));
        assertThat(status(get())).isEqualTo(200);
    }

    private static List<Socket> fill(ServerSocket server) throws IOException {
        List<Socket> queued = new ArrayList<>();
        while (queued.size() < 20) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                return queued;
            }
        }
        throw new AssertionError("the queue of a server socket takes more connections than it was told");
    }

    /** The server ends a socket when the next request is on it: nobody can tell whether it has read that request. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
    void staleSocketIsRepeatedOnceForIdempotentMethods(String method) {
        RawServer raw = raw(endingAfterFirst());
        api(to(raw.url()));
        assertThat(status(get())).isEqualTo(200);
        raw.follow(RawServer.wellBehaved());

        var exchange = call(method, Map.of("a", 1));

        assertThat(status(exchange)).isEqualTo(200);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(raw.requests()).hasSize(3);
        assertThat(raw.requests().get(2)).isEqualTo(raw.requests().get(1));
        assertNothingLeased();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void staleSocketIsNotRepeatedForOtherMethods(String method) {
        RawServer raw = raw(endingAfterFirst());
        api(to(raw.url()));
        assertThat(status(get())).isEqualTo(200);

        assertFails(() -> call(method, Map.of("a", 1)), TRUNCATED, 1);
        assertThat(raw.requests()).hasSize(2);
        assertNextCallWorks(raw);
    }

    @Test
    void resetOfAStaleSocketIsRepeatedOnceToo() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(KEPT);
            conversation.readRequest();
            conversation.reset();
        });
        api(to(raw.url()));
        assertThat(status(get())).isEqualTo(200);
        raw.follow(RawServer.wellBehaved());

        var exchange = get();

        assertThat(status(exchange)).isEqualTo(200);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(2);
    }

    @Test
    void socketThatWasClosedWhileNobodyCalledIsNoFailureForAnybody() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(KEPT);
        });
        api(to(raw.url()));

        for (int i = 0; i < 20; i++) {
            assertThat(status(get())).isEqualTo(200);
        }
        assertNothingLeased();
    }

    @Test
    void repetitionThatFailsTooIsTheFailure() {
        RawServer raw = raw(endingAfterFirst());
        api(to(raw.url()));
        assertThat(status(get())).isEqualTo(200);
        raw.follow(RawServer.Conversation::readRequest);

        assertFails(this::get, TRUNCATED, 2);
        assertThat(raw.requests()).hasSize(3);
        assertNextCallWorks(raw);
    }

    /** Bytes of an answer prove that the request was read. */
    @Test
    void partOfAnAnswerOnAUsedSocketIsNotRepeated() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(KEPT);
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nX: ");
        });
        api(to(raw.url()));
        assertThat(status(get())).isEqualTo(200);

        assertFails(this::get, TRUNCATED, 1);
        assertThat(raw.requests()).hasSize(2);
        assertNextCallWorks(raw);
    }

    private static RawServer.Script endingAfterFirst() {
        return conversation -> {
            conversation.readRequest();
            conversation.send(KEPT);
            conversation.readRequest();
        };
    }
}
