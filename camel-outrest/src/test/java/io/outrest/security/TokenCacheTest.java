package io.outrest.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.settings.Secret;
import io.outrest.testing.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a token is asked for, on a clock that stands still until it is told. */
class TokenCacheTest {

    private static final TokenKey KEY = key("definition", 1, "https://id/token", "client", List.of("a"), "", "grant");

    private long now = 42;
    private final TokenCache cache = new TokenCache(() -> now);
    private final List<CompletableFuture<AccessToken>> requests = new ArrayList<>();

    @Test
    void tokenIsFetchedOnceAndKept() {
        arrives("t1", Duration.ofHours(1));

        assertThat(token()).isEqualTo("t1");
        assertThat(token()).isEqualTo("t1");
        assertThat(requests).hasSize(1);
    }

    private static Stream<Arguments> otherKeys() {
        return Stream.of(
                Arguments.of("definition", key("other", 1, "https://id/token", "client", List.of("a"), "", "grant")),
                Arguments.of(
                        "generation", key("definition", 2, "https://id/token", "client", List.of("a"), "", "grant")),
                Arguments.of("token URL", key("definition", 1, "https://id/x", "client", List.of("a"), "", "grant")),
                Arguments.of("client", key("definition", 1, "https://id/token", "other", List.of("a"), "", "grant")),
                Arguments.of(
                        "scopes", key("definition", 1, "https://id/token", "client", List.of("a", "b"), "", "grant")),
                Arguments.of(
                        "audience", key("definition", 1, "https://id/token", "client", List.of("a"), "x", "grant")),
                Arguments.of("grant", key("definition", 1, "https://id/token", "client", List.of("a"), "", "other")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherKeys")
    void tokensAreKeptApartByAllThatTheyDependOn(String difference, TokenKey other) {
        arrives("t1", Duration.ofHours(1));
        CompletionStage<Secret> second = cache.token(other, this::request);

        assertThat(requests).as(difference).hasSize(2);
        answer(1, "t2", Duration.ofHours(1));
        assertThat(value(second)).isEqualTo("t2");
        assertThat(token()).isEqualTo("t1");
    }

    @Test
    void fiftyCallersAreServedByOneRequest() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            CountDownLatch together = new CountDownLatch(50);
            List<Future<CompletionStage<Secret>>> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                callers.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return cache.token(KEY, this::request);
                }));
            }
            List<CompletionStage<Secret>> stages = new ArrayList<>();
            for (Future<CompletionStage<Secret>> caller : callers) {
                stages.add(caller.get(30, TimeUnit.SECONDS));
            }
            assertThat(requests).hasSize(1);

            answer(0, "t1", Duration.ofHours(1));
            assertThat(stages).allSatisfy(stage -> assertThat(value(stage)).isEqualTo("t1"));
        } finally {
            threads.shutdownNow();
        }
    }

    /** A caller that gives up must not take the token from the others. */
    @Test
    void callerThatGivesUpDisturbsNobody() {
        CompletableFuture<Secret> first = cache.token(KEY, this::request).toCompletableFuture();
        CompletionStage<Secret> second = cache.token(KEY, this::request);
        first.cancel(true);

        answer(0, "t1", Duration.ofHours(1));
        assertThat(value(second)).isEqualTo("t1");
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 3570", // 30 s at most
        "300, 270",
        "100, 90", // a tenth
        "10, 9",
        "1, 0.9",
    })
    @Fault(25)
    void tokenIsRenewedATenthOfItsLifeBeforeItsEndAndThirtySecondsAtMost(long life, double renewed) {
        arrives("t1", Duration.ofSeconds(life));

        pass(Duration.ofMillis((long) (renewed * 1000) - 1));
        assertThat(token()).isEqualTo("t1");
        pass(Duration.ofMillis(1));
        cache.token(KEY, this::request);
        assertThat(requests).hasSize(2);
    }

    @Test
    @Fault(24)
    void tokenThatCannotBeRenewedServesUntilItsEnd() {
        arrives("t1", Duration.ofSeconds(100));
        pass(Duration.ofSeconds(95));

        CompletionStage<Secret> renewing = cache.token(KEY, this::request);
        fail(1);
        assertThat(value(renewing)).isEqualTo("t1");
        assertThat(token()).as("in the pause").isEqualTo("t1");
        assertThat(requests).hasSize(2);

        pass(Duration.ofSeconds(5));
        assertFails(cache.token(KEY, this::request), 3);
    }

    /** Keeps out: a slow token endpoint held calls up that had a token which was still good, until their deadlines. */
    @Test
    void tokenServesUntilItsEndWhileTheNextOneIsOnItsWay() {
        arrives("t1", Duration.ofSeconds(100));
        pass(Duration.ofSeconds(95));

        CompletionStage<Secret> first = cache.token(KEY, this::request);
        assertThat(first.toCompletableFuture()).isNotDone();
        assertThat(token()).isEqualTo("t1");
        assertThat(requests).hasSize(2);
        pass(Duration.ofSeconds(5));
        CompletionStage<Secret> waiting = cache.token(KEY, this::request);
        answer(1, "t2", Duration.ofSeconds(100));

        assertThat(value(waiting)).isEqualTo("t2");
        assertThat(requests).hasSize(2);
    }

    /** The contract: nothing is renewed under the definition, whatever scopes its connections ask for. */
    @Test
    void secondRefusalHoldsForAllTokensOfTheDefinition() {
        TokenKey other = KEY.withoutScopes();
        arrives("t1", Duration.ofSeconds(100));
        cache.refusedAgain(other);

        assertThat(cache.renew(KEY, Secret.of("t1"))).isFalse();
        pass(Duration.ofSeconds(10));
        assertThat(cache.renew(KEY, Secret.of("t1"))).isTrue();
    }

    @Test
    void tokenThatIsRefusedWhileTheNextOneIsOnItsWayServesNobodyAnyMore() {
        arrives("t1", Duration.ofSeconds(100));
        pass(Duration.ofSeconds(95));
        cache.token(KEY, this::request);

        assertThat(cache.renew(KEY, Secret.of("t1"))).isTrue();
        CompletionStage<Secret> replayed = cache.token(KEY, this::request);
        answer(1, "t2", Duration.ofSeconds(100));

        assertThat(value(replayed)).isEqualTo("t2");
        assertThat(requests).hasSize(2);
    }

    @Test
    void tokenOfUnknownLifeIsKeptUntilItIsRefused() {
        arrives("t1", null);
        pass(Duration.ofDays(3000));
        assertThat(token()).isEqualTo("t1");

        assertThat(cache.renew(KEY, Secret.of("t1"))).isTrue();
        arrives("t2", null);
        assertThat(token()).isEqualTo("t2");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -3600})
    void tokenWithoutALifeIsForThoseWhoWaitOnly(long seconds) {
        CompletionStage<Secret> first = cache.token(KEY, this::request);
        CompletionStage<Secret> second = cache.token(KEY, this::request);
        answer(0, "t1", Duration.ofSeconds(seconds));
        assertThat(List.of(value(first), value(second))).containsExactly("t1", "t1");

        CompletionStage<Secret> third = cache.token(KEY, this::request);
        answer(1, "t2", Duration.ofSeconds(seconds));
        assertThat(value(third)).isEqualTo("t2");
    }

    @Test
    void refusedTokenIsDroppedAndFetchedAnew() {
        arrives("t1", Duration.ofHours(1));

        assertThat(cache.renew(KEY, Secret.of("t1"))).isTrue();

        arrives("t2", Duration.ofHours(1));
        assertThat(token()).isEqualTo("t2");
    }

    @Test
    void tokenThatWasReplacedAlreadyIsNotRenewedAgain() {
        arrives("t1", Duration.ofHours(1));
        cache.renew(KEY, Secret.of("t1"));
        arrives("t2", Duration.ofHours(1));

        assertThat(cache.renew(KEY, Secret.of("t1")))
                .as("worth a second try, with the newer one")
                .isTrue();

        assertThat(token()).isEqualTo("t2");
        assertThat(requests).hasSize(2);
    }

    @Test
    void tokenThatIsBeingReplacedIsWaitedFor() {
        arrives("t1", Duration.ofHours(1));
        cache.renew(KEY, Secret.of("t1"));
        cache.token(KEY, this::request);

        assertThat(cache.renew(KEY, Secret.of("t1"))).isTrue();
        CompletionStage<Secret> second = cache.token(KEY, this::request);
        assertThat(requests).hasSize(2);
        answer(1, "t2", Duration.ofHours(1));
        assertThat(value(second)).isEqualTo("t2");
    }

    @Test
    void tenSecondsAfterASecondRefusalNothingIsRenewed() {
        arrives("t1", Duration.ofHours(1));
        cache.renew(KEY, Secret.of("t1"));
        arrives("t2", Duration.ofHours(1));
        cache.refusedAgain(KEY);

        assertThat(cache.renew(KEY, Secret.of("t2"))).isFalse();
        pass(Duration.ofMillis(9_999));
        assertThat(cache.renew(KEY, Secret.of("t2"))).isFalse();
        assertThat(token()).as("nothing was dropped").isEqualTo("t2");

        pass(Duration.ofMillis(1));
        assertThat(cache.renew(KEY, Secret.of("t2"))).isTrue();
        arrives("t3", Duration.ofHours(1));
        assertThat(token()).isEqualTo("t3");
    }

    @Test
    void failureEndsAllWhoWait() {
        CompletionStage<Secret> first = cache.token(KEY, this::request);
        CompletionStage<Secret> second = cache.token(KEY, this::request);

        fail(0);

        assertThat(requests).hasSize(1);
        assertFails(first, 1);
        assertFails(second, 1);
    }

    @Test
    @Fault(24)
    void afterAFailureNobodyAsksForASecondThenTwoThenFourThenEightThenTen() {
        for (int pause : new int[] {1, 2, 4, 8, 10, 10}) {
            int before = requests.size();
            cache.token(KEY, this::request);
            assertThat(requests).hasSize(before + 1);
            fail(before);

            assertFails(cache.token(KEY, this::request), before + 1);
            pass(Duration.ofSeconds(pause).minusMillis(1));
            assertFails(cache.token(KEY, this::request), before + 1);
            pass(Duration.ofMillis(1));
        }
    }

    @Test
    void successEndsThePauses() {
        cache.token(KEY, this::request);
        fail(0);
        pass(Duration.ofSeconds(1));
        cache.token(KEY, this::request);
        fail(1);
        pass(Duration.ofSeconds(2));
        arrives("t1", Duration.ofSeconds(10));
        pass(Duration.ofSeconds(10));

        cache.token(KEY, this::request);
        fail(3);
        assertFails(cache.token(KEY, this::request), 4);
        pass(Duration.ofSeconds(1));
        cache.token(KEY, this::request);
        assertThat(requests).as("the pause was one second again").hasSize(5);
    }

    @Test
    void droppingADefinitionDropsItsTokensAndNoOthers() {
        TokenKey other = key("other", 1, "https://id/token", "client", List.of("a"), "", "grant");
        arrives("t1", Duration.ofHours(1));
        CompletionStage<Secret> ofOther = cache.token(other, this::request);
        answer(1, "o1", Duration.ofHours(1));
        assertThat(value(ofOther)).isEqualTo("o1");

        cache.drop("definition");

        arrives("t2", Duration.ofHours(1));
        assertThat(token()).isEqualTo("t2");
        assertThat(value(cache.token(other, this::request))).isEqualTo("o1");
    }

    /** Whatever breaks, nobody waits for ever. */
    @Test
    void endpointThatThrowsIsAFailureLikeAnyOther() {
        CompletionStage<Secret> failed = cache.token(KEY, () -> {
            throw new IllegalStateException("a fault of ours");
        });

        assertThatThrownBy(() -> value(failed)).isInstanceOf(CompletionException.class);
        pass(Duration.ofSeconds(1));
        arrives("t1", Duration.ofHours(1));
        assertThat(token()).isEqualTo("t1");
    }

    private static TokenKey key(
            String definition,
            long generation,
            String url,
            String client,
            List<String> scopes,
            String audience,
            String grant) {
        return new TokenKey(definition, generation, url, client, scopes, audience, grant, "");
    }

    private synchronized CompletionStage<AccessToken> request() {
        CompletableFuture<AccessToken> request = new CompletableFuture<>();
        requests.add(request);
        return request;
    }

    /** Asks for a token and lets it come. */
    private void arrives(String token, @Nullable Duration life) {
        CompletionStage<Secret> waiting = cache.token(KEY, this::request);
        answer(requests.size() - 1, token, life);
        assertThat(value(waiting)).isEqualTo(token);
    }

    private void answer(int request, String token, @Nullable Duration life) {
        requests.get(request).complete(new AccessToken(Secret.of(token), life, null));
    }

    private void fail(int request) {
        requests.get(request)
                .completeExceptionally(
                        new CompletionException(new CallFailure(FailureKind.CONNECT, "nobody is there")));
    }

    /** Keeps out one login for each connection of a definition. */
    @Test
    void signerOfAPartServesAllConnectionsUntilTheDefinitionChanges() {
        RequestSigner first = request -> request;
        RequestSigner second = request -> request.withHeader("Authorization", "second");

        assertThat(cache.signer("definition", 1, () -> first)).isSameAs(first);
        assertThat(cache.signer("definition", 1, () -> second)).isSameAs(first);
        assertThat(cache.signer("definition", 2, () -> second)).isSameAs(second);
        cache.drop("definition");
        assertThat(cache.signer("definition", 1, () -> second)).isSameAs(second);
    }

    private void assertFails(CompletionStage<Secret> stage, int requestsSoFar) {
        if (requests.size() > requestsSoFar) {
            throw new AssertionError("nobody should have asked again");
        }
        requests.forEach(
                request -> request.completeExceptionally(new CallFailure(FailureKind.CONNECT, "nobody is there")));
        assertThatThrownBy(() -> value(stage))
                .cause()
                .isInstanceOfSatisfying(
                        CallFailure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TOKEN))
                .hasMessageContaining("nobody is there");
    }

    private String token() {
        int before = requests.size();
        CompletionStage<Secret> stage = cache.token(KEY, this::request);
        assertThat(requests).as("the token is at hand").hasSize(before);
        return value(stage);
    }

    private static String value(CompletionStage<Secret> stage) {
        CompletableFuture<Secret> future = stage.toCompletableFuture();
        assertThat(future).isDone();
        return future.join().reveal();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
