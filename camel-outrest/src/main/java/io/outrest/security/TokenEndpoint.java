package io.outrest.security;

import io.outrest.request.Body;
import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.JsonCodec;
import io.outrest.request.Lifetime;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.settings.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks an OAuth2 token endpoint for a token (RFC 6749 sections 3.2 and 5). What comes back is not trusted: it counts only
 * where it is exactly an answer with a bearer token. Errors hold nothing of it but the error code.
 */
final class TokenEndpoint {

    private static final int LONGEST_TOKEN = 64 * 1024;
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(3650);
    private static final JsonCodec JSON = JsonCodec.standard();

    private final Call call;
    private final AuthorizationServer server;

    /** @param call sends token requests; ends them with their lifetime */
    TokenEndpoint(Call call, AuthorizationServer server) {
        this.call = call;
        this.server = server;
    }

    /** What an assertion calls the one who gives tokens here. */
    String audience() {
        return server.audience();
    }

    /** {@code Authorization} of a client, its parts form-encoded first (RFC 6749 section 2.3.1). */
    static Headers basic(String clientId, Secret clientSecret) {
        String pair = encoded(clientId) + ":" + encoded(clientSecret.reveal());
        return Headers.none()
                .with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Asks for a token.
     *
     * @return a stage that fails with a {@link CallFailure}
     */
    CompletionStage<TokenAnswer> request(TokenRequest asked, Lifetime lifetime) {
        String body = asked.form().entrySet().stream()
                .map(field ->
                        encoded(field.getKey()) + "=" + encoded(field.getValue().reveal()))
                .collect(Collectors.joining("&"));
        String type = "application/x-www-form-urlencoded";
        Headers headers =
                asked.authentication().with("Accept", "application/json").with("Content-Type", type);
        return call.send(new Request(
                        "POST",
                        server.tokenEndpoint().origin(),
                        server.tokenEndpoint().target(),
                        headers,
                        new Body.Bytes(body.getBytes(StandardCharsets.US_ASCII), type),
                        null,
                        lifetime))
                .thenApply(TokenEndpoint::answer);
    }

    private static TokenAnswer answer(Response response) {
        return response.status() == 200 ? token(response) : refusal(response);
    }

    private static TokenRefusal refusal(Response response) {
        TokenRefusal refusal = new TokenRefusal(response.status(), errorCode(response));
        if (response.status() < 400 || response.status() >= 500) {
            throw refusal.failure();
        }
        return refusal;
    }

    private static AccessToken token(Response response) {
        Map<?, ?> answer = object(response);
        Object type = answer.get("token_type");
        if (type != null && !(type instanceof String name && name.equalsIgnoreCase("Bearer"))) {
            throw refused("gave a token of another type than Bearer");
        }
        if (!(answer.get("access_token") instanceof String token) || !isUsable(token)) {
            throw refused("gave no access_token of visible ASCII characters, 64 KiB at most");
        }
        return new AccessToken(
                Secret.of(token), lifetime(answer.get("expires_in")), refreshToken(answer.get("refresh_token")));
    }

    private static Map<?, ?> object(Response response) {
        Map<?, ?> object = objectOrNull(response);
        if (object == null) {
            throw refused("gave no JSON object");
        }
        return object;
    }

    /** The answer's object; null also for the JSON value null. */
    static @Nullable Map<?, ?> objectOrNull(Response response) {
        try {
            return JSON.read(response.bytes(), Map.class);
        } catch (CallFailure e) {
            return null;
        }
    }

    private static boolean isUsable(String token) {
        return !token.isEmpty()
                && token.length() <= LONGEST_TOKEN
                && token.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static @Nullable Secret refreshToken(@Nullable Object given) {
        return given instanceof String text && !text.isEmpty() && text.length() <= LONGEST_TOKEN
                ? Secret.of(text)
                : null;
    }

    /** Seconds as a number, or as digits in text; anything else says nothing. */
    private static @Nullable Duration lifetime(@Nullable Object expiresIn) {
        Double seconds = null;
        if (expiresIn instanceof Number number) {
            seconds = number.doubleValue();
        } else if (expiresIn instanceof String text && text.trim().matches("-?\\d{1,18}")) {
            seconds = Double.valueOf(text.trim());
        }
        if (seconds == null || seconds.isNaN()) {
            return null;
        }
        return seconds >= LONGEST_LIFETIME.toSeconds()
                ? LONGEST_LIFETIME
                : Duration.ofMillis((long) Math.max(-1, seconds * 1000));
    }

    /** The error code of RFC 6749 section 5.2, where there is one: it has no room for a secret. */
    private static String errorCode(Response response) {
        Map<?, ?> answer = objectOrNull(response);
        return answer != null && answer.get("error") instanceof String text && text.matches("[a-z_]{1,40}") ? text : "";
    }

    private static CallFailure refused(String what) {
        return new CallFailure(FailureKind.TOKEN, "the token endpoint " + what);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Scopes as they are sent, joined by blanks (RFC 6749 section 3.3). */
    static String joined(List<String> scopes) {
        return String.join(" ", scopes);
    }
}
