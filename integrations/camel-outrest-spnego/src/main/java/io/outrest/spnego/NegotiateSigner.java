package io.outrest.spnego;

import io.outrest.security.RequestSigner;
import io.outrest.security.SignableRequest;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Puts a token on each request, without being asked for one first (RFC 4559 section 4.2). Thread-safe. */
final class NegotiateSigner implements RequestSigner {

    private final Login login;
    private final @Nullable ServiceName target;
    private final boolean delegation;
    private final LongSupplier ticker;
    private final Map<ServiceName, Service> services = new ConcurrentHashMap<>();

    /**
     * @param target the service that is called; null for that of the request's host
     * @param delegation whether the service may act as the principal elsewhere
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     */
    NegotiateSigner(Login login, @Nullable ServiceName target, boolean delegation, LongSupplier ticker) {
        this.login = login;
        this.target = target;
        this.delegation = delegation;
        this.ticker = ticker;
    }

    /** @throws io.outrest.request.CallFailure of kind TOKEN, when there is no ticket to be had */
    @Override
    public SignableRequest sign(SignableRequest request) throws InterruptedException {
        ServiceName name = target == null ? ServiceName.ofHost(request.host()) : target;
        byte[] token = services.computeIfAbsent(name, absent -> new Service(absent, delegation, ticker))
                .token(login);
        return request.withHeader(
                "Authorization", "Negotiate " + Base64.getEncoder().encodeToString(token));
    }
}
