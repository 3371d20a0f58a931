package io.outrest;

import static io.outrest.request.FailureKind.CONNECT;
import static io.outrest.request.FailureKind.DNS;
import static io.outrest.request.FailureKind.TIMEOUT;
import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.testing.BlackHole;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong before there is a connection, and with one that had served before. */
class ConnectFaultTest extends FaultTest {

    private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(1)
    void closedPortIsAConnectFailure(String method) {
        RawServer gone = raw(RawServer.wellBehaved());
        gone.close();
        api(to(gone.url()));

        assertFault(gone, () -> call(method, Map.of()), CONNECT, 1, 0);
        assertNextCallWorksElsewhere();
    }

    /** A host that swallows everything. */
    @ParameterizedTest
    @CsvSource({"GET, 300ms, 12s", "POST, 300ms, 12s", "GET, 0, 300ms", "POST, 0, 300ms"})
    @Fault(2)
    void blackHoleEndsWithTheConnectTimeoutOrTheDeadline(String method, String connectTimeout, String deadline) {
        try (BlackHole hole = BlackHole.open()) {
            Connection connection = to(hole.url());
            connection.setConnectTimeout(connectTimeout);
            connection.setTimeout(deadline);
            api(connection);

            assertFailed(inTime(() -> call(method, Map.of())), TIMEOUT, 1);
        }
        assertNextCallWorksElsewhere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(3)
    void nameWithoutAddressIsADnsFailure(String method) {
        api(to("https://no-such-host.invalid"));

        assertFailed(inTime(() -> call(method, Map.of())), DNS, 1);
        assertNextCallWorksElsewhere();
    }

    /** The time to connect is that of the handshake too: it is not the time of the answer that ends it. */
    @ParameterizedTest
    @CsvSource({"GET, 300ms, 12s", "POST, 300ms, 12s", "GET, 0, 300ms"})
    @Fault(4)
    void silenceInTheHandshakeEndsWithTheConnectTimeoutOrTheDeadline(
            String method, String connectTimeout, String deadline) {
        RawServer raw = raw(RawServer.Conversation::waitForEnd);
        Connection connection = to(raw.url().replace("http:", "https:"));
        connection.setConnectTimeout(connectTimeout);
        connection.setTimeout(deadline);
        api(connection);

        assertFault(raw, () -> call(method, Map.of()), TIMEOUT, 1, 0);
        assertNextCallWorksElsewhere();
    }

    /** It may come before the socket was there, or when the request was on it: only then nobody knows whether it was read. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(10)
    void resetOfANewSocketIsNotRepeated(String method) {
        RawServer raw = raw(RawServer.Conversation::reset);
        api(to(raw.url()));

        OutrestException failure = failure(inTime(() -> call(method, Map.of())));

        assertThat(failure.getKind()).isIn(CONNECT, TRUNCATED);
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(raw.connections()).isEqualTo(1);
        assertNextCallWorks(raw);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(10)
    void resetAfterTheRequestIsTruncated(String method) {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.reset();
        });
        api(to(raw.url()));

        assertFault(raw, () -> call(method, Map.of()), TRUNCATED, 1, 1);
        assertNextCallWorks(raw);
    }

    /** The server ends a socket when the next request is on it: nobody can tell whether it has read that request. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
    @Fault(9)
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
        assertNextCallWorks(raw);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    @Fault(9)
    void staleSocketIsNotRepeatedForOtherMethods(String method) {
        RawServer raw = raw(endingAfterFirst());
        api(to(raw.url()));
        assertThat(status(get())).isEqualTo(200);

        assertFails(() -> call(method, Map.of("a", 1)), TRUNCATED, 1);
        assertThat(raw.requests()).hasSize(2);
        assertNextCallWorks(raw);
    }

    @Test
    @Fault({9, 10})
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
        assertNextCallWorks(raw);
    }

    @Test
    @Fault(9)
    void socketThatWasClosedWhileNobodyCalledIsNoFailureForAnybody() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(KEPT);
        });
        api(to(raw.url()));

        for (int i = 0; i < 20; i++) {
            assertThat(status(get())).isEqualTo(200);
        }
        assertNextCallWorks();
    }

    @Test
    @Fault(9)
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
    @Fault({8, 9})
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
