package io.outrest.aws;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Keys that are written down. */
final class FixedIdentity implements IdentityProvider<AwsCredentialsIdentity> {

    private final AwsCredentialsIdentity identity;

    FixedIdentity(AwsCredentialsIdentity identity) {
        this.identity = identity;
    }

    @Override
    public Class<AwsCredentialsIdentity> identityType() {
        return AwsCredentialsIdentity.class;
    }

    @Override
    public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
        return CompletableFuture.completedFuture(identity);
    }
}
