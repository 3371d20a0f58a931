package io.outrest.springboot;

import io.outrest.connection.InvalidDefinition;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in Spring Boot's words that the configuration of connections is refused, without a stack trace. */
final class RefusedConfigurationAnalyzer extends AbstractFailureAnalyzer<InvalidDefinition> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidDefinition refused) {
        return new FailureAnalysis(
                "The configuration of outgoing REST connections is refused:\n\n    " + refused.getMessage(),
                "Correct it where it says so; component properties are those under " + SpringProperties.PREFIX + ".",
                refused);
    }
}
