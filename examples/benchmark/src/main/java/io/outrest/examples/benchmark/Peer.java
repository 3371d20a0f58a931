package io.outrest.examples.benchmark;

import java.util.Locale;

/** Those that are compared. */
enum Peer {
    HC5("HttpClient 5 and Jackson", ClassicClient::standard),
    HC5_LEAN("the same without what can be left out", ClassicClient::lean),
    HC5_ASYNC("asynchronous HttpClient 5 and Jackson", AsynchronousClient::new),
    HC5_VIRTUAL("`hc5` called by virtual threads", ClassicClient::standard),
    OUTREST("`outrest:` as it comes", server -> CamelRoutes.outrest(server, "", true)),
    OUTREST_SYNCHRONOUS(
            "`outrest:` with `synchronous=true`", server -> CamelRoutes.outrest(server, "?synchronous=true", false)),
    OUTREST_METERED("the same with Micrometer's meters", CamelRoutes::outrestMetered),
    OUTREST_VIRTUAL("`outrest:` called by virtual threads", server -> CamelRoutes.outrest(server, "", false)),
    JDK("`java.net.http` and Jackson", JdkClient::new),
    CAMEL_HTTP("camel-http, the method in a header", CamelRoutes::http),
    CAMEL_HTTP_TUNED("camel-http, tuned", CamelRoutes::httpTuned),
    CAMEL_VERTX_HTTP("camel-vertx-http", CamelRoutes::vertx),
    SPRING("Spring's RestClient over HttpClient 5", SpringClient::new);

    /** What all pools are raised to, so that none is bounded by a default. */
    static final int CONNECTIONS = 1_100;

    /** The one that all ratios refer to. */
    static final Peer REFERENCE = HC5;

    private final String title;
    private final Maker maker;

    Peer(String title, Maker maker) {
        this.title = title;
        this.maker = maker;
    }

    @FunctionalInterface
    private interface Maker {
        Client make(String server) throws Exception;
    }

    String title() {
        return title;
    }

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether its callers are virtual threads, which need Java 21. */
    boolean isVirtual() {
        return this == HC5_VIRTUAL || this == OUTREST_VIRTUAL;
    }

    /** Makes the client, to be called in this JVM. */
    Client client(String server) throws Exception {
        return maker.make(server);
    }
}
