package io.outrest.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.settings.StatusRanges;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long the pauses are, and how many there may be. */
class RetryPolicyTest {

    private final RetryPolicy policy = new RetryPolicy(
            10, Duration.ofMillis(200), Duration.ofSeconds(5), StatusRanges.parse("statuses", "503"), false, 10);

    @ParameterizedTest
    @CsvSource({"1, 200", "2, 400", "3, 800", "4, 1600", "5, 3200", "6, 5000", "7, 5000", "2000, 5000"})
    void pauseIsRandomBelowABoundThatDoubles(int made, long bound) {
        assertThat(policy.pause(made, 0)).isZero();
        assertThat(policy.pause(made, 0.5)).isEqualTo(Duration.ofMillis(bound / 2));
        assertThat(policy.pause(made, 0.999_999)).isLessThan(Duration.ofMillis(bound));
    }

    @Test
    void budgetIsSpentByRetriesAndFilledByTenthsUpToItsSize() {
        RetryBudget budget = new RetryBudget(2);
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();

        for (int i = 0; i < 9; i++) {
            budget.giveBack();
        }
        assertThat(budget.take()).isFalse();
        budget.giveBack();
        assertThat(budget.take()).isTrue();

        for (int i = 0; i < 100; i++) {
            budget.giveBack();
        }
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }
}
