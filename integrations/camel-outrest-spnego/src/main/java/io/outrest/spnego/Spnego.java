package io.outrest.spnego;

import io.outrest.security.RequestSigner;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.SecurityPart;
import io.outrest.settings.InvalidSetting;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Deals with security definitions of the type {@code spnego}: calls that a Kerberos ticket authenticates (RFC 4559).
 *
 * <p>The token that a service sends back is not looked at, and none is asked for: it is TLS that tells whether the server is
 * the right one.
 */
public final class Spnego implements SecurityPart {

    @Override
    public String type() {
        return "spnego";
    }

    /** IIS may do so, and Apache with {@code GssapiConnectionBound}. */
    @Override
    public boolean tiesUserToSocket() {
        return true;
    }

    @Override
    public void check(SecurityDefinition definition) {
        Account.of(definition);
        target(definition);
    }

    /** @throws InvalidSetting also when the key table cannot be read */
    @Override
    public RequestSigner signer(SecurityDefinition definition, Function<String, @Nullable Object> beans) {
        Account account = Account.of(definition);
        if (!account.isReadable()) {
            throw new InvalidSetting("keytab", "names a file that cannot be read");
        }
        return new NegotiateSigner(
                new Login(account, System::nanoTime),
                target(definition),
                Boolean.TRUE.equals(definition.getDelegation()),
                System::nanoTime);
    }

    private static @Nullable ServiceName target(SecurityDefinition definition) {
        return definition.getTargetSpn() == null ? null : ServiceName.of(definition.getTargetSpn());
    }
}
