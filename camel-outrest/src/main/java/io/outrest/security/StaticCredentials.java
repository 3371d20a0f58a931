package io.outrest.security;

import io.outrest.request.CredentialPlaces;
import io.outrest.request.Request;
import io.outrest.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Credentials that are the same for every request. */
final class StaticCredentials implements Credentials {

    private final CredentialPlaces places;
    private final UnaryOperator<Request> putOn;

    private StaticCredentials(CredentialPlaces places, UnaryOperator<Request> putOn) {
        this.places = places;
        this.putOn = putOn;
    }

    /** {@code Authorization: Basic} in UTF-8, without waiting to be asked (RFC 7617 section 2). */
    static Credentials basic(String username, Secret password) {
        byte[] pair = (username + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
        return header("Authorization", Secret.of("Basic " + Base64.getEncoder().encodeToString(pair)));
    }

    /** One header. */
    static Credentials header(String name, Secret value) {
        return new StaticCredentials(
                new CredentialPlaces(Set.of(name)),
                request -> request.with(request.headers().with(name, value.reveal())));
    }

    /** One query parameter. */
    static Credentials query(String name, Secret value) {
        return new StaticCredentials(CredentialPlaces.query(name), request -> request.withQuery(name, value.reveal()));
    }

    /** One cookie. */
    static Credentials cookie(String name, Secret value) {
        return new StaticCredentials(
                CredentialPlaces.cookie(name), request -> request.withCookie(name, value.reveal()));
    }

    @Override
    public CredentialPlaces places() {
        return places;
    }

    @Override
    public CompletionStage<Request> secure(Request request) {
        return Credentials.atOnce(putOn.apply(request));
    }
}
