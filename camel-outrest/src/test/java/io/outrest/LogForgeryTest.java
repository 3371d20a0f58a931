package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.testing.LogLines;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack S17: text that others have chosen, made to look like lines of a log or to steer the terminal that shows it. */
class LogForgeryTest extends WireTest {

    private static final String BREAKS = "(?s).*[\\p{Cntrl}\\u0085\\u2028\\u2029\\u202e].*";

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {
                "x\r\n2026-01-01 INFO forged",
                "x\n\tat forged.Class",
                "x\u001b[2J\u001b[1;31mforged",
                "x\u0085forged",
                "x\u2028forged",
                "x\u202egnp.exe",
                "x\u0007",
            })
    void namesOfOthersDoNotBreakTheirLine(String name) {
        api(to(server.url()));
        List<Exchange> calls;
        try (LogLines log = LogLines.open()) {
            calls = List.of(
                    call("outrest:API", null, Map.of("CamelOutrestHeaders", Map.of(name, "v"))),
                    call("outrest:API", null, Map.of("CamelOutrestParams", Map.of(name, Map.of("a", "b")))),
                    call(
                            "outrest:API?method=POST",
                            Map.of(name, new Object()),
                            Map.of("Content-Type", "text/x" + name)),
                    call("outrest:API", null, Map.of("id", 1, "CamelOutrestParams", name)));
            call("outrest:API", null, Map.of("X-Token" + name, "v"));

            assertThat(log.of(Level.INFO)).noneMatch(line -> line.matches(BREAKS));
        }

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.getException().getMessage()).doesNotMatch(BREAKS));
    }

    /** HttpClient lets control characters in the answer's headers pass; the message of an exception shows one of them. */
    @ParameterizedTest(name = "{index}")
    @ValueSource(strings = {"/x\u001b[2J", "/x\u0085forged", "/x\u0007"})
    void addressesOfTheFarSideDoNotEither(String location) {
        Connection connection =
                to(answering("HTTP/1.1 302 \u001b[2J\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n")
                        .url());
        connection.setThrowExceptionOnFailure(true);
        api(connection);

        assertThat(get().getException()).isNotNull().satisfies(failure -> assertThat(failure.getMessage())
                .doesNotMatch(BREAKS));
    }
}
