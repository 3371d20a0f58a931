package io.outrest.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.OutrestClient;
import io.outrest.testing.OutrestTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One line out, one line back, for who asks for them. */
@Timeout(30)
class CallLogTest extends OutrestTest {

    private static final String CATEGORY = "io.outrest.calls";

    private final Lines lines = new Lines();

    private static final class Lines extends AbstractAppender {
        private final List<String> texts = new CopyOnWriteArrayList<>();

        Lines() {
            super("calls", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            texts.add(event.getContextData().getValue("outrest.correlationId") + " | "
                    + event.getMessage().getFormattedMessage());
        }
    }

    @Override
    protected String document() {
        return """
                connections:
                  Orders API: {baseUrl: SERVER/v2, path: "/customers/{customer_id}/orders{?status}"}
                  Gone: {baseUrl: "http://127.0.0.1:1"}
                """;
    }

    @BeforeEach
    void listen() {
        lines.start();
        ((Logger) LogManager.getLogger(CATEGORY)).addAppender(lines);
    }

    @AfterEach
    void leave() {
        ((Logger) LogManager.getLogger(CATEGORY)).removeAppender(lines);
        Configurator.setLevel(CATEGORY, Level.INFO);
    }

    @Test
    void aCallIsTwoLinesAtDebugWithItsCorrelationId() {
        Configurator.setLevel(CATEGORY, Level.DEBUG);
        OutrestClient.of(context)
                .connection("Orders API")
                .with(Map.of("X-Correlation-ID", "c-17"))
                .get(Map.of("customer_id", 12345, "status", "open"));

        assertThat(lines.texts).hasSize(2);
        assertThat(lines.texts.get(0))
                .startsWith("c-17 | Orders API: GET " + server.url() + " ")
                .contains("/customers/{customer_id}/orders")
                .doesNotContain("12345");
        assertThat(lines.texts.get(1)).matches("c-17 \\| Orders API: 200 after \\d+ ms, attempts: 1");
    }

    @Test
    void aFailureSaysWhatItWas() {
        Configurator.setLevel(CATEGORY, Level.DEBUG);
        send("outrest:Gone");

        assertThat(lines.texts).hasSize(2);
        assertThat(lines.texts.get(1)).contains("Gone: CONNECT: ");
    }

    @Test
    void nothingIsWrittenOtherwise() {
        OutrestClient.of(context).connection("Orders API").get(Map.of("customer_id", 1));

        assertThat(lines.texts).isEmpty();
    }
}
