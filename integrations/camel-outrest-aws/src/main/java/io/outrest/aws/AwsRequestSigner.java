package io.outrest.aws;

import io.outrest.security.RequestSigner;
import io.outrest.security.SignableRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Signs requests with AWS Signature Version 4: method, address, all headers that are there by then, and the digest of the
 * body, which is read through for that.
 */
final class AwsRequestSigner implements RequestSigner {

    private static final Set<String> HEADERS =
            Set.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final String region;
    private final String service;
    private final IdentityProvider<? extends AwsCredentialsIdentity> identities;

    AwsRequestSigner(String region, String service, IdentityProvider<? extends AwsCredentialsIdentity> identities) {
        this.region = region;
        this.service = service;
        this.identities = identities;
    }

    @Override
    public Set<String> headers() {
        return HEADERS;
    }

    @Override
    public SignableRequest sign(SignableRequest request) throws Exception {
        SdkHttpRequest signed = signer.sign(whatToSign(request, identity())).request();
        SignableRequest result = request;
        for (String header : HEADERS) {
            @Nullable String value = signed.firstMatchingHeader(header).orElse(null);
            if (value != null) {
                result = result.withHeader(header, value);
            }
        }
        return result;
    }

    /** Waits for who gives it, which is what a signer may do; not for ever, as each call that waits keeps a thread. */
    private AwsCredentialsIdentity identity() throws Exception {
        try {
            return identities.resolveIdentity().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** S3 wants the path signed as it stands there; all others want it encoded once more. */
    private SignRequest<AwsCredentialsIdentity> whatToSign(SignableRequest request, AwsCredentialsIdentity identity) {
        boolean asItIs = service.startsWith("s3");
        return SignRequest.builder(identity)
                .request(sdkRequest(request))
                .payload(() -> body(request))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !asItIs)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !asItIs)
                .build();
    }

    private static SdkHttpRequest sdkRequest(SignableRequest request) {
        SdkHttpRequest.Builder builder = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(request.uri());
        for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
            builder.putHeader(header.getKey(), header.getValue());
        }
        return builder.build();
    }

    private static InputStream body(SignableRequest request) {
        try {
            return request.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
