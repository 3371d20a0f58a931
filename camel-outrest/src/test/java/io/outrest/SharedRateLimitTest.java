package io.outrest;

import static io.outrest.request.FailureKind.REJECTED;
import static io.outrest.request.FailureKind.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import io.outrest.connection.Connection;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.testing.DatabaseQuotaStore;
import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.TestQuotaStore;
import io.outrest.testing.TestQuotaStore.Mood;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The quota that instances of an application share, and what holds when its store is not well. */
class SharedRateLimitTest extends OutrestTest {

    private final List<TestQuotaStore> stores = new ArrayList<>();

    enum Kind {
        ASYNCHRONOUS,
        BLOCKING
    }

    enum Product {
        DATABASE {
            @Override
            ProxyManager<String> manager() throws SQLException {
                DataSource database = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
                DatabaseQuotaStore.prepare(database, "VARBINARY(1000)");
                return new DatabaseQuotaStore(database);
            }
        },
        JCACHE {
            @Override
            ProxyManager<String> manager() {
                return Bucket4jJCache.entryProcessorBasedBuilder(Caching.getCachingProvider()
                                .getCacheManager()
                                .createCache(
                                        UUID.randomUUID().toString(),
                                        new MutableConfiguration<String, byte[]>()
                                                .setTypes(String.class, byte[].class)))
                        .build();
            }
        };

        abstract ProxyManager<String> manager() throws SQLException;
    }

    @Override
    protected String document() {
        return "";
    }

    @AfterEach
    void letGo() {
        stores.forEach(TestQuotaStore::close);
    }

    private TestQuotaStore store(Kind kind) {
        TestQuotaStore store = kind == Kind.BLOCKING ? TestQuotaStore.blocking() : TestQuotaStore.asynchronous();
        stores.add(store);
        context.getRegistry().bind("store", store);
        return store;
    }

    private static RateLimitSettings limit(int calls, String per) {
        RateLimitSettings limit = new RateLimitSettings();
        limit.setCalls(calls);
        limit.setPer(per);
        limit.setShared("store");
        return limit;
    }

    private static RateLimitSettings limit(int calls, String per, String onStoreFailure) {
        RateLimitSettings limit = limit(calls, per);
        limit.setOnStoreFailure(onStoreFailure);
        return limit;
    }

    private Connection to(RateLimitSettings limit) {
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setRateLimit(limit);
        return connection;
    }

    private void api(RateLimitSettings limit) {
        registry().put("API", to(limit));
    }

    /** Another instance of the application; what it has in common with the first is the store. */
    private void otherInstance(RateLimitSettings limit) {
        OutrestComponent other = new OutrestComponent();
        context.addComponent("other", other);
        other.getRegistry().put("API", to(limit));
    }

    private Exchange get() {
        return send("outrest:API");
    }

    private List<Exchange> atOnce(int calls) {
        List<CompletableFuture<Exchange>> underWay = IntStream.range(0, calls)
                .mapToObj(i -> template.asyncSend("outrest:API", exchange -> {}))
                .toList();
        return underWay.stream().map(CompletableFuture::join).toList();
    }

    private static void assertTurnedAway(Exchange exchange, String message) {
        assertThat(failure(exchange).getKind()).isEqualTo(REJECTED);
        assertThat(failure(exchange).getMessage()).contains("rate limit").contains(message);
    }

    @ParameterizedTest
    @EnumSource
    void instancesShareTheQuota(Kind kind) {
        TestQuotaStore store = store(kind);
        api(limit(3, "1h"));
        otherInstance(limit(3, "1h"));

        List<Exchange> exchanges = Stream.of("outrest:API", "other:API", "outrest:API", "other:API", "outrest:API")
                .map(this::send)
                .toList();

        assertThat(server.requests()).hasSize(3);
        assertTurnedAway(exchanges.get(3), "3 calls per PT1H");
        assertTurnedAway(exchanges.get(4), "3 calls per PT1H");
        assertThat(store.keys()).containsExactly("outrest:API:3/PT1H");
    }

    @ParameterizedTest
    @EnumSource
    void instancesShareTheQuotaInOtherStores(Product product) throws SQLException {
        context.getRegistry().bind("store", product.manager());
        api(limit(10, "1h"));
        otherInstance(limit(10, "1h"));

        assertThat(atOnce(20)).hasSize(20);
        send("other:API");

        assertThat(server.requests()).hasSize(10);
    }

    @ParameterizedTest
    @EnumSource
    void callsAtOnceAreCountedOneByOne(Kind kind) {
        store(kind);
        api(limit(10, "1h"));

        assertThat(atOnce(30)).hasSize(30);

        assertThat(server.requests()).hasSize(10);
    }

    @ParameterizedTest
    @EnumSource
    void changedLimitBeginsAnew(Kind kind) {
        store(kind);
        api(limit(1, "1h"));
        get();
        assertTurnedAway(get(), "1 calls");

        api(limit(2, "1h"));

        assertThat(status(get())).isEqualTo(200);
    }

    /** Each call asks once: the store makes a new bucket for the first, which reads twice. */
    @ParameterizedTest
    @EnumSource
    void shareIsWaitedForWithoutAskingAgain(Kind kind) {
        TestQuotaStore store = store(kind);
        RateLimitSettings limit = limit(1, "300ms");
        limit.setWait("10s");
        api(limit);
        get();
        int before = store.reads();
        long start = System.nanoTime();

        assertThat(status(get())).isEqualTo(200);
        assertThat(status(get())).isEqualTo(200);
        assertThat(status(get())).isEqualTo(200);

        assertThat(store.reads() - before).isEqualTo(3);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(550));
    }

    @ParameterizedTest
    @EnumSource
    void shareThatComesAfterTheDeadlineIsNotWaitedFor(Kind kind) {
        store(kind);
        RateLimitSettings limit = limit(1, "1h");
        limit.setWait("2h");
        api(limit);
        get();

        assertTurnedAway(send("outrest:API?timeout=5s"), "1 calls per PT1H");
    }

    @ParameterizedTest
    @EnumSource
    void callsPassWhileTheStoreFails(Kind kind) {
        TestQuotaStore store = store(kind);
        store.becomes(Mood.FAILS);
        api(limit(1, "1h", "open"));

        try (LogLines log = LogLines.open()) {
            assertThat(atOnce(20)).allMatch(exchange -> status(exchange) == 200);
            assertThat(atOnce(20)).allMatch(exchange -> status(exchange) == 200);

            assertThat(log.of(Level.WARN)).singleElement().satisfies(line -> assertThat(line)
                    .contains("'API'", "java.lang.IllegalStateException", "pass without a limit")
                    .doesNotContain("S3CR3T"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsAreTurnedAwayWhileTheStoreFails(Kind kind) {
        TestQuotaStore store = store(kind);
        store.becomes(Mood.FAILS);
        api(limit(1, "1h", "closed"));

        try (LogLines log = LogLines.open()) {
            assertTurnedAway(get(), "its store cannot be asked");
            assertTurnedAway(get(), "its store cannot be asked");

            assertThat(log.of(Level.WARN)).singleElement().satisfies(line -> assertThat(line)
                    .contains("'API'", "are turned away"));
        }
        assertThat(server.requests()).isEmpty();
    }

    /** A store that does not answer costs the calls of its first second that second, and then not each call another one. */
    @ParameterizedTest
    @EnumSource
    void storeThatHangsIsLeftAlone(Kind kind) {
        TestQuotaStore store = store(kind);
        store.becomes(Mood.HANGS);
        api(limit(1, "1h", "open"));

        assertThat(atOnce(30)).allMatch(exchange -> status(exchange) == 200);
        int before = store.reads();
        long start = System.nanoTime();
        IntStream.range(0, 30).forEach(i -> assertThat(status(get())).isEqualTo(200));
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();

        assertThat(store.reads() - before).isLessThanOrEqualTo((int) seconds + 1);
        assertThat(store.inside()).isLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource
    void storeThatHangsDoesNotOutlastTheDeadline(Kind kind) {
        store(kind).becomes(Mood.HANGS);
        api(limit(1, "1h", "open"));

        assertThat(failure(send("outrest:API?timeout=100ms")).getKind()).isEqualTo(TIMEOUT);
    }

    /** While calls hang in the store of one connection, others go on. */
    @Test
    void storeThatHangsKeepsFewThreads() {
        TestQuotaStore store = store(Kind.BLOCKING);
        store.becomes(Mood.HANGS);
        api(limit(1, "1h", "open"));
        registry().put("Other", to(null));
        List<CompletableFuture<Exchange>> underWay = IntStream.range(0, 100)
                .mapToObj(i -> template.asyncSend("outrest:API", exchange -> {}))
                .toList();

        assertThat(status(send("outrest:Other"))).isEqualTo(200);

        assertThat(underWay).allMatch(call -> status(call.join()) == 200);
        assertThat(store.inside()).isLessThanOrEqualTo(8);
    }

    /** The threads that ask are the component's own; neither the caller nor the timer is kept. */
    @Test
    void storeThatBlocksIsAskedOnOtherThreads() {
        TestQuotaStore store = store(Kind.BLOCKING);
        api(limit(10, "1h"));

        assertThat(status(get())).isEqualTo(200);

        assertThat(store.threads())
                .isNotEmpty()
                .doesNotContain(Thread.currentThread())
                .allMatch(thread -> thread.getName().contains("OutrestContinuation"));
    }

    @ParameterizedTest
    @EnumSource
    void quotaHoldsAgainWhenTheStoreAnswers(Kind kind) {
        TestQuotaStore store = store(kind);
        store.becomes(Mood.FAILS);
        api(limit(1, "1h", "open"));

        try (LogLines log = LogLines.open()) {
            assertThat(status(get())).isEqualTo(200);
            store.becomes(Mood.WELL);

            await().until(() -> get().getException() != null);
            assertTurnedAway(get(), "1 calls per PT1H");

            assertThat(log.of(Level.WARN)).hasSize(1);
            assertThat(log.of(Level.INFO).stream().filter(line -> line.contains("answers again")))
                    .singleElement()
                    .asString()
                    .contains("'API'");
        }
    }

    @Test
    void beanThatIsMissingIsNamed() {
        api(limit(1, "1s"));

        assertThatThrownBy(this::get)
                .hasMessageContainingAll(
                        "CONFIGURATION: rateLimit.shared", "'store' is no bean", ProxyManager.class.getName());
    }

    @Test
    void beanOfAnotherClassIsNamed() {
        context.getRegistry().bind("store", Map.of());
        api(limit(1, "1s"));

        assertThatThrownBy(this::get)
                .hasMessageContainingAll(
                        "CONFIGURATION: rateLimit.shared", Map.of().getClass().getName(), ProxyManager.class.getName());
    }

    /** With either choice: it is not the store that fails. */
    @ParameterizedTest
    @EnumSource
    void managerOfOtherKeysIsToldWhatToDo(Kind kind) {
        ProxyManager<Integer> numbers = store(kind).withMapper((Integer number) -> "number " + number);
        context.getRegistry().bind("mapped", numbers);
        RateLimitSettings limit = limit(1, "1s", "open");
        limit.setShared("mapped");
        api(limit);

        assertThatThrownBy(this::get)
                .hasMessageContainingAll("CONFIGURATION: rateLimit.shared", "keys are not text", "withMapper(");
    }

    @ParameterizedTest
    @EnumSource
    void managerIsAdaptedWithAMapper(Kind kind) {
        TestQuotaStore store = store(kind);
        context.getRegistry().bind("mapped", store.withMapper((String key) -> "my:" + key));
        RateLimitSettings limit = limit(1, "1h");
        limit.setShared("mapped");
        api(limit);

        assertThat(status(get())).isEqualTo(200);
        assertThat(store.keys()).containsExactly("my:outrest:API:1/PT1H");
    }
}
