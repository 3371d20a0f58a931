package io.outrest.security;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a security definition fares with its tokens; never a token itself.
 *
 * @param definition its name
 * @param age of the token that is held; null when none is
 * @param expiresIn null when none is held
 * @param fetched how many were fetched
 * @param failed how many requests failed
 * @param lastFailure why the last one failed that was not followed by a success; null for none
 */
public record TokenFigures(
        String definition,
        @Nullable Duration age,
        @Nullable Duration expiresIn,
        long fetched,
        long failed,
        @Nullable String lastFailure) {

    /** Those of one definition together: the youngest token counts. */
    TokenFigures and(TokenFigures other) {
        TokenFigures younger = age == null || other.age != null && other.age.compareTo(age) < 0 ? other : this;
        return new TokenFigures(
                definition,
                younger.age,
                younger.expiresIn,
                fetched + other.fetched,
                failed + other.failed,
                lastFailure == null ? other.lastFailure : lastFailure);
    }
}
