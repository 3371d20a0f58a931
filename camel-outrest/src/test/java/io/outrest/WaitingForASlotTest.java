package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

class WaitingForASlotTest extends OutrestTest {

    private static final int CALLS_PER_TOKEN = 3;

    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    protected String document() {
        return """
                security:
                  oauth: {type: oauth2, tokenUrl: SERVER/token, clientId: tester, clientSecret: secret}
                connections:
                  One by one:
                    baseUrl: SERVER/api
                    security: oauth
                    maxConnections: 1
                """;
    }

    /** A call that had its token before it waited came with one that was no good any more, and so did its second try. */
    @Test
    void theTokenIsTheOneThatHoldsWhenACallsTurnComes() {
        server.answers(this::answer);

        List<CompletableFuture<Exchange>> waiting = IntStream.range(0, 10)
                .mapToObj(call -> template.asyncSend("outrest:One by one", exchange -> {}))
                .toList();

        assertThat(waiting).extracting(call -> status(call.join())).containsOnly(200);
        assertThat(server.requests())
                .filteredOn(request -> request.target().equals("/token"))
                .hasSize(4);
        assertThat(server.requests())
                .filteredOn(request -> request.target().equals("/api"))
                .as("the refusal of each token that is used up is one request more")
                .hasSize(10 + 3);
    }

    /** Each token is good for a few calls. */
    private Answer answer(RecordedRequest request) {
        if (request.target().equals("/token")) {
            calls.set(0);
            return Answer.json("{\"access_token\": \"t" + tokens.incrementAndGet() + "\"}");
        }
        boolean current = ("Bearer t" + tokens).equals(request.header("Authorization"));
        return current && calls.incrementAndGet() <= CALLS_PER_TOKEN ? Answer.json("{}") : Answer.status(401);
    }
}
