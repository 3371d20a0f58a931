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
 * @param idle after so long without use a socket is closed
 * @param sockets is given every new session, that of the socket and that of TLS over it
 */
record Network(DnsResolver names, Duration life, Duration idle, Decorator<IOSession> sockets) {

    /** As it is. */
    static Network real() {
        return new Network(
                SystemDefaultDnsResolver.INSTANCE, Duration.ofMinutes(5), Duration.ofMinutes(1), session -> session);
    }

    Network with(DnsResolver other) {
        return new Network(other, life, idle, sockets);
    }

    Network with(Duration otherLife) {
        return new Network(names, otherLife, idle, sockets);
    }

    Network withIdle(Duration other) {
        return new Network(names, life, other, sockets);
    }

    Network with(Decorator<IOSession> other) {
        return new Network(names, life, idle, other);
    }
}
