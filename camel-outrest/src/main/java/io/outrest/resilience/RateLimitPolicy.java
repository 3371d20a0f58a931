package io.outrest.resilience;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The quota of an API.
 *
 * @param calls requests within {@code per}
 * @param patience how long a call waits for its share; zero is not at all
 * @param shared the name of the bean that keeps the quota for several processes; null where this one keeps it
 * @param openOnStoreFailure whether calls pass when that bean's store cannot be asked
 */
public record RateLimitPolicy(
        int calls, Duration per, Duration patience, @Nullable String shared, boolean openOnStoreFailure) {}
