package io.outrest.http;

import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.core5.function.Decorator;
import org.apache.hc.core5.reactor.IOSession;

/**
 * What clients take for granted, and tests want otherwise: hosts that move, sockets that fail.
 *
 * @param names finds the addresses of hosts
 * @param life how long a socket may be used, also one that is never idle, so that a host may move to another address
 * @param sockets is given every new session, that of the socket and that of TLS over it
 */
record Network(DnsResolver names, Duration life, Decorator<IOSession> sockets) {

    /** As it is. */
    static Network real() {
        return new Network(SystemDefaultDnsResolver.INSTANCE, Duration.ofMinutes(5), session -> session);
    }

    Network with(DnsResolver other) {
        return new Network(other, life, sockets);
    }

    Network with(Duration otherLife) {
        return new Network(names, otherLife, sockets);
    }

    Network with(Decorator<IOSession> other) {
        return new Network(names, life, other);
    }
}
