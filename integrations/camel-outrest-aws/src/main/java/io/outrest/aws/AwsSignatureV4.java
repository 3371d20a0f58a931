package io.outrest.aws;

import io.outrest.security.RequestSigner;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.SecurityPart;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/** Definitions of the type {@code awsV4}: keys that are written down, or a bean that gives them. */
public final class AwsSignatureV4 implements SecurityPart {

    @Override
    public String type() {
        return "awsV4";
    }

    @Override
    public void check(SecurityDefinition definition) {
        boolean keys = definition.getAccessKey() != null
                || definition.getSecretKey() != null
                || definition.getSessionToken() != null;
        if (definition.getBean() != null && keys) {
            throw new InvalidSetting("bean", "cannot stand beside keys: it gives them itself");
        }
        checkName("region", definition.getRegion());
        checkName("service", definition.getService());
        checkKey("accessKey", definition.getAccessKey());
        checkKey("sessionToken", definition.getSessionToken());
    }

    /** Both are parts of a header, between slashes. */
    private static void checkName(String setting, @Nullable String name) {
        if (name == null || !name.matches("[A-Za-z0-9._-]+")) {
            throw new InvalidSetting(setting, "must be a name of letters, digits, '.', '_' and '-'");
        }
    }

    private static void checkKey(String setting, @Nullable Secret key) {
        if (key != null && !key.reveal().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new InvalidSetting(setting, "must be of visible ASCII characters");
        }
    }

    @Override
    public RequestSigner signer(SecurityDefinition definition, Function<String, @Nullable Object> beans) {
        return new AwsRequestSigner(
                text(definition.getRegion()), text(definition.getService()), identities(definition, beans));
    }

    private static IdentityProvider<? extends AwsCredentialsIdentity> identities(
            SecurityDefinition definition, Function<String, @Nullable Object> beans) {
        String bean = definition.getBean();
        if (bean == null) {
            return new FixedIdentity(identity(definition));
        }
        if (beans.apply(bean) instanceof IdentityProvider<?> provider
                && AwsCredentialsIdentity.class.isAssignableFrom(provider.identityType())) {
            return given(provider);
        }
        throw new InvalidSetting(
                "bean",
                "names no bean of the type " + IdentityProvider.class.getName() + " that gives AWS credentials: '"
                        + bean + "'");
    }

    @SuppressWarnings("unchecked") // what it gives has been looked at
    private static IdentityProvider<? extends AwsCredentialsIdentity> given(IdentityProvider<?> provider) {
        return (IdentityProvider<? extends AwsCredentialsIdentity>) provider;
    }

    private static AwsCredentialsIdentity identity(SecurityDefinition definition) {
        String accessKey = revealed(definition.getAccessKey());
        String secretKey = revealed(definition.getSecretKey());
        String sessionToken = revealed(definition.getSessionToken());
        return sessionToken
                        .isEmpty() // also where a placeholder stands for nothing: an empty header would be signed, not
                // sent
                ? AwsCredentialsIdentity.create(accessKey, secretKey)
                : AwsSessionCredentialsIdentity.create(accessKey, secretKey, sessionToken);
    }

    private static String revealed(@Nullable Secret secret) {
        return secret == null ? "" : secret.reveal();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
