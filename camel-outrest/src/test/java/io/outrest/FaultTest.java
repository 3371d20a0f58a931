package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.request.FailureKind;
import io.outrest.testing.EveryLogger;
import io.outrest.testing.Outputs;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The base of the fault matrix. A test arranges a fault, makes a call, and says what came out and how much of it the server
 * saw. Whatever the fault, this asserts besides: the call ended in time, nothing is held afterwards, the next call works, and
 * no secret stands in a failure or in a log line, at TRACE.
 */
abstract class FaultTest extends WireTest {

    /** What a loaded machine may take beyond the tenth of the deadline that a call may. */
    private static final Duration LOADED = Duration.ofSeconds(3);

    private final Outputs outputs = new Outputs();
    private @Nullable EveryLogger logs;
    private boolean nextCallWorked;
    private boolean endedEarly;

    FaultTest() {
        outputs.searchFor(CANARY);
    }

    /** From here on: what Camel says of its own start would take longer than the tests. */
    @BeforeEach
    void listen() {
        logs = EveryLogger.into(outputs);
    }

    /** A test that failed, or was left out, has not come to its next call. */
    @RegisterExtension
    final AfterTestExecutionCallback outcome =
            execution -> endedEarly = execution.getExecutionException().isPresent();

    @AfterEach
    void nothingIsLeftAndNothingWasSaid() {
        if (logs != null) {
            logs.close();
        }
        assertNothingHeld();
        assertThat(nextCallWorked || endedEarly)
                .as("the test has seen that the next call works")
                .isTrue();
        assertThat(outputs.withSecrets()).isEmpty();
    }

    private void assertNothingHeld() {
        soon().untilAsserted(() -> {
            assertThat(component().ongoingCalls().size()).as("calls under way").isZero();
            assertThat(component().transports() == null ? 0 : transports().leased())
                    .as("sockets in use")
                    .isZero();
        });
    }

    /** Searches the outputs for that text too: for secrets of the test's own. */
    final void isSecret(String text) {
        outputs.searchFor(text);
    }

    /**
     * Makes a call that fails.
     *
     * @param attempts what the failure and the message say
     * @param requests that came to the server by this call
     */
    final OutrestException assertFault(RawServer raw, CallToMake call, FailureKind kind, int attempts, int requests) {
        return assertFault(() -> raw.requests().size(), call, kind, attempts, requests);
    }

    final OutrestException assertFault(RestServer rest, CallToMake call, FailureKind kind, int attempts, int requests) {
        return assertFault(() -> rest.requests().size(), call, kind, attempts, requests);
    }

    private OutrestException assertFault(
            IntSupplier seen, CallToMake call, FailureKind kind, int attempts, int requests) {
        int before = seen.getAsInt();
        OutrestException failure = assertFailed(inTime(call), kind, attempts);
        assertThat(seen.getAsInt() - before).as("requests that the server saw").isEqualTo(requests);
        return failure;
    }

    /**
     * Makes a call that has an answer, of whatever status.
     *
     * @param attempts what the message says
     * @param requests that came to the server by this call
     */
    final Exchange assertAnswer(RawServer raw, CallToMake call, int status, int attempts, int requests) {
        return assertAnswer(() -> raw.requests().size(), call, status, attempts, requests);
    }

    final Exchange assertAnswer(RestServer rest, CallToMake call, int status, int attempts, int requests) {
        return assertAnswer(() -> rest.requests().size(), call, status, attempts, requests);
    }

    private Exchange assertAnswer(IntSupplier seen, CallToMake call, int status, int attempts, int requests) {
        int before = seen.getAsInt();
        Exchange exchange = inTime(call);
        assertThat(status(exchange)).isEqualTo(status);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(attempts);
        assertThat(seen.getAsInt() - before).as("requests that the server saw").isEqualTo(requests);
        assertNothingLeased();
        return exchange;
    }

    /** Makes a call on the connection {@code API} and holds it to its deadline. */
    final Exchange inTime(CallToMake call) {
        Duration deadline = registry().live("API").start(null).remaining();
        long start = System.nanoTime();
        Exchange exchange = call.make();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        if (deadline != null) {
            assertThat(elapsed).isLessThan(deadline.plus(deadline.dividedBy(10)).plus(LOADED));
        }
        note(exchange.getException());
        return exchange;
    }

    /** Looks for secrets in a failure, at the end of the test. */
    final void note(@Nullable Throwable failure) {
        if (failure != null) {
            outputs.add("failure", failure);
        }
    }

    @Override
    final void assertNextCallWorks(RawServer raw) {
        super.assertNextCallWorks(raw);
        nextCallWorked = true;
    }

    /** The same with a real server. */
    final void assertNextCallWorks(RestServer rest) {
        rest.answers(200, "{}");
        assertNextCallWorks();
    }

    /** The same where a failure has a pause behind it, within which nobody is asked. */
    final void assertCallsWorkSoon() {
        soon().until(() -> get().getException() == null);
        assertNextCallWorks();
    }

    /** The same with a server that is well already. */
    final void assertNextCallWorks() {
        assertNextCallWorks(this::get);
    }

    final void assertNextCallWorks(CallToMake call) {
        assertThat(status(call.make())).isEqualTo(200);
        assertNothingLeased();
        nextCallWorked = true;
    }

    /** The same where a server cannot become well again: the connection is led to one that is. */
    final void assertNextCallWorksElsewhere() {
        api(to(raw(RawServer.wellBehaved()).url()));
        assertNextCallWorks();
    }
}
