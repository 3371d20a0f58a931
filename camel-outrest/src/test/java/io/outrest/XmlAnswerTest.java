package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack S15: XML that would read files, fetch addresses or fill the memory. */
class XmlAnswerTest extends WireTest {

    private final RestServer elsewhere = RestServer.start();

    @AfterEach
    void nothingWasFetched() {
        elsewhere.close();
        assertThat(elsewhere.requests()).isEmpty();
    }

    /** What a route may ask for. */
    @XmlRootElement(name = "order")
    public static final class Order {
        public @Nullable String item;
    }

    private String hostile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), CANARY);
        return """
                <?xml version="1.0"?>
                <!DOCTYPE order SYSTEM "URL/dtd" [
                  <!ENTITY file SYSTEM "FILE">
                  <!ENTITY fetched SYSTEM "URL/entity">
                  <!ENTITY % parameter SYSTEM "URL/parameter"> %parameter;
                ]>
                <order xmlns:xi="http://www.w3.org/2001/XInclude"><item>&file;&fetched;</item></order>
                """
                .replace("URL", elsewhere.url())
                .replace("FILE", secret.toUri().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void xmlIsTextThatNobodyParses(int status) throws IOException {
        api(to(server.url()));
        server.answers(Answer.of("application/xml", hostile()).withStatus(status));

        assertThat(get().getMessage().getBody()).isEqualTo(hostile());
    }

    @Test
    void whoeverParsesItReadsNothingElse() throws IOException {
        api(to(server.url()));
        server.answers(Answer.of("application/xml", hostile()));

        Object body = call("outrest:API?outputType=" + Order.class.getName(), null, Map.of())
                .getMessage()
                .getBody();

        assertThat(body instanceof Order order ? String.valueOf(order.item) : "")
                .doesNotContain(CANARY);
    }

    @Test
    void entitiesOfEntitiesDoNotFillTheMemory() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE order [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">");
        }
        laughs.append("]><order><item>&a29;</item></order>");
        api(to(server.url()));
        server.answers(Answer.of("application/xml", laughs.toString()));

        assertFailsOrIsShort(call("outrest:API?outputType=" + Order.class.getName(), null, Map.of()));
    }

    private static void assertFailsOrIsShort(Exchange answer) {
        if (answer.getException() == null) {
            assertThat(answer.getMessage().getBody())
                    .isInstanceOfSatisfying(Order.class, order -> assertThat(String.valueOf(order.item))
                            .hasSizeLessThan(100_000));
        }
    }
}
