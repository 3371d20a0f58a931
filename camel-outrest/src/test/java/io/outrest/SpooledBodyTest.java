package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.testing.RawServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.RepeatedTest;

/** Bodies that Camel's stream caching has put on disk. */
class SpooledBodyTest extends WireTest {

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        camel.getStreamCachingStrategy().setSpoolEnabled(true);
        camel.getStreamCachingStrategy()
                .setSpoolDirectory(Path.of(folder.toString(), "spool").toFile());
        return camel;
    }

    /** Keeps out: attempts shared one stream, so that the next had what an earlier one, still at it, had left over. */
    @RepeatedTest(10)
    void nextHopHasTheWholeBodyAlsoWhenTheAnswerCameEarly() throws Exception {
        byte[] content = new byte[1 << 20];
        new Random(1).nextBytes(content);
        List<byte[]> bodies = new CopyOnWriteArrayList<>();
        RawServer raw = raw(conversation -> {
            String head = conversation.readHead();
            if (head.startsWith("POST /things")) {
                conversation.send(
                        "HTTP/1.1 307 Temporary Redirect\r\nLocation: /next\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                conversation.waitForEnd();
            } else {
                bodies.add(conversation.readBody(head));
                conversation.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            }
        });
        Connection connection = to(raw.url());
        connection.setFollowRedirects("same-origin");
        api(connection);
        AtomicReference<Object> spooled = new AtomicReference<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:spooled")
                        .process(exchange -> spooled.set(exchange.getMessage().getBody()))
                        .to("outrest:API?method=POST");
            }
        });

        assertThat(status(call("direct:spooled", new BufferedInputStream(new ByteArrayInputStream(content)), Map.of())))
                .isEqualTo(204);

        assertThat(spooled.get()).isInstanceOfSatisfying(StreamCache.class, cache -> assertThat(cache.inMemory())
                .isFalse());
        assertThat(bodies).hasSize(1);
        assertThat(bodies.get(0)).isEqualTo(content);
        assertNothingLeased(); // an answer that came before the body was sent kept its socket
    }
}
