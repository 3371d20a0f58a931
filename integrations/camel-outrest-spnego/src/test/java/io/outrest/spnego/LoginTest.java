package io.outrest.spnego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.security.auth.Subject;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When somebody logs in, on a clock that stands still until it is told. */
class LoginTest {

    private static final String DOWN = "Connection refused";
    private static final String WRONG = "Pre-authentication information was invalid (24)";

    private long now = 42;
    private final Kdc kdc = new Kdc();
    private final Login login = new Login(kdc, () -> now);

    private static final class Kdc implements TicketSource {

        private Duration life = Duration.ofHours(10);
        private String failure = "";
        private String version = "keys of today";
        private volatile int asked;
        private volatile CountDownLatch answers = new CountDownLatch(0);

        @Override
        public String principal() {
            return "outrest@EXAMPLE.COM";
        }

        @Override
        public synchronized GrantingTicket ask() throws LoginException {
            asked++;
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (!failure.isEmpty()) {
                throw new LoginException(failure);
            }
            return new GrantingTicket(new Subject(), life);
        }

        @Override
        public Object version() {
            return version;
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void assertFails(String reason) {
        assertThatThrownBy(login::ticket)
                .isInstanceOfSatisfying(
                        CallFailure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TOKEN))
                .hasMessage("no Kerberos ticket for 'outrest@EXAMPLE.COM': " + reason);
    }

    @ParameterizedTest
    @CsvSource({"PT10H, PT9H54M, PT9H55M", "PT10M, PT8M59S, PT9M", "PT10S, PT8S, PT9S"})
    void ticketIsKeptAndRenewedBeforeItEnds(Duration life, Duration kept, Duration renewed) throws Exception {
        kdc.life = life;
        GrantingTicket first = login.ticket();
        pass(kept);
        assertThat(login.ticket()).isSameAs(first);

        pass(renewed.minus(kept));

        assertThat(login.ticket()).isNotSameAs(first);
        assertThat(kdc.asked).isEqualTo(2);
    }

    @Test
    void ticketThatCannotBeRenewedServesUntilItEnds() throws Exception {
        GrantingTicket first = login.ticket();
        kdc.failure = DOWN;
        pass(Duration.ofHours(10).minusMinutes(1));
        assertThat(login.ticket()).isSameAs(first);
        assertThat(login.ticket()).isSameAs(first);
        assertThat(kdc.asked).isEqualTo(2);

        pass(Duration.ofMinutes(1));

        assertFails(DOWN);
    }

    @Test
    void pauseAfterAFailureDoublesToTenSeconds() {
        kdc.failure = DOWN;
        for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
            int before = kdc.asked;
            assertFails(DOWN);
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertFails(DOWN);
            assertThat(kdc.asked).as("asked in the pause of %d s", seconds).isEqualTo(before + 1);
            pass(Duration.ofNanos(1));
        }
    }

    /** Keeps out the account that the KDC locks because we go on trying. */
    @Test
    void wrongPasswordIsTriedAgainAfterTenMinutes() {
        kdc.failure = WRONG;
        assertFails(WRONG);
        pass(Duration.ofMinutes(9));
        assertFails(WRONG);
        assertThat(kdc.asked).isEqualTo(1);

        pass(Duration.ofMinutes(1));

        assertFails(WRONG);
        assertThat(kdc.asked).isEqualTo(2);
    }

    @Test
    void stackTraceOfTheLoginModuleIsNoMessage() {
        kdc.failure = "java.lang.NullPointerException\n\tat com.sun.security.auth.module.Krb5LoginModule";

        assertFails("java.lang.NullPointerException");
    }

    @Test
    void otherKeysAreTriedAtOnce() throws Exception {
        kdc.failure = WRONG;
        assertFails(WRONG);

        kdc.failure = "";
        kdc.version = "keys of tomorrow";

        assertThat(login.ticket()).isNotNull();
    }

    @Test
    void refusedTicketIsReplacedUnlessItIsNew() throws Exception {
        GrantingTicket first = login.ticket();
        assertThat(login.another(first)).isEmpty();

        pass(Duration.ofSeconds(10));

        Optional<GrantingTicket> second = login.another(first);
        assertThat(second).isPresent();
        assertThat(login.ticket()).as("until it is known to be better").isSameAs(first);
        login.keep(second.get());
        assertThat(login.ticket()).isSameAs(second.get());
        assertThat(login.another(first)).isEqualTo(second);
    }

    @Test
    void callsThatComeTogetherLogInOnce() throws Exception {
        kdc.answers = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<GrantingTicket>> calls = IntStream.range(0, 50)
                    .mapToObj(i -> threads.submit(login::ticket))
                    .toList();
            kdc.answers.countDown();

            GrantingTicket ticket = calls.get(0).get(10, TimeUnit.SECONDS);
            for (Future<GrantingTicket> call : calls) {
                assertThat(call.get(10, TimeUnit.SECONDS)).isSameAs(ticket);
            }
            assertThat(kdc.asked).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Keeps out a thread for each call that comes while the KDC is silent. */
    @Test
    void nobodyWaitsBehindSomebodyWhoHasWaitedForTenSeconds() throws Exception {
        kdc.answers = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<GrantingTicket> stuck = threads.submit(login::ticket);
            while (kdc.asked == 0) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            pass(Duration.ofSeconds(10));

            assertThatThrownBy(login::ticket).hasMessage("another call has waited for the KDC for 10 s already");

            kdc.answers.countDown();
            assertThat(stuck.get(10, TimeUnit.SECONDS)).isSameAs(login.ticket());
        } finally {
            threads.shutdownNow();
        }
    }
}
