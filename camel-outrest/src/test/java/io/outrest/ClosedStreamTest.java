package io.outrest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The stream of an answer, read too late. */
class ClosedStreamTest extends OutrestTest {

    @Override
    protected String document() {
        return "connections: {API: {baseUrl: SERVER}}";
    }

    /** Keeps out: the stream ends with its exchange, and looked then like an answer without a body. */
    @Test
    void streamIsNotEmptyBehindItsExchange() {
        server.answers(Answer.of("text/plain", "all of it"));
        InputStream stream = send("outrest:API?outputType=stream").getMessage().getBody(InputStream.class);

        assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }
}
