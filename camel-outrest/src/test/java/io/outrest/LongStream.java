package io.outrest;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.request.Body;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * One call with a long body, in a JVM of its own with a small heap. Prints what it took. Arguments: URL, file with the
 * certificates of the authority, {@code download}, {@code upload} or {@code upload-known}, synchronous or not, bytes.
 */
final class LongStream {

    private final String way;
    private final long size;
    private long read;

    private LongStream(String way, long size) {
        this.way = way;
        this.size = size;
    }

    public static void main(String[] arguments) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            OutrestComponent component = new OutrestComponent();
            camel.addComponent("outrest", component);
            LongStream stream = new LongStream(arguments[2], Long.parseLong(arguments[4]));
            camel.start();
            component.getRegistry().put("API", to(arguments[0], arguments[1]));
            camel.addRoutes(stream.route(Boolean.parseBoolean(arguments[3])));
            stream.run(camel.createProducerTemplate());
        }
    }

    private static Connection to(String url, String authority) {
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(authority);
        Connection connection = new Connection();
        connection.setBaseUrl(url);
        connection.setTls(url.startsWith("https") ? tls : null);
        connection.setTimeout("5m");
        return connection;
    }

    private RouteBuilder route(boolean synchronous) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:download")
                        .to("outrest:API?outputType=stream&synchronous=" + synchronous)
                        .process(exchange -> drain(exchange.getMessage().getBody(InputStream.class)));
                from("direct:upload").streamCache(false).to("outrest:API?method=POST&synchronous=" + synchronous);
            }
        };
    }

    private void drain(InputStream stream) throws IOException {
        read = FlowingBodies.drained(stream);
    }

    private void run(ProducerTemplate template) {
        FlowingBodies flow = new FlowingBodies(size);
        Object body = way.equals("upload-known") ? new Body.Streamed(flow::source, size, false, "") : flow.source();
        boolean download = way.equals("download");
        long start = System.nanoTime();
        Exchange exchange = template.send(download ? "direct:download" : "direct:upload", sent -> sent.getMessage()
                .setBody(download ? null : body));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (exchange.getException() != null || (download ? read : flow.given.get()) != size) {
            throw new IllegalStateException("not all of it has come through", exchange.getException());
        }
        System.out.printf("peak of the heap %d MB, garbage included, %.1f s%n", peak() >> 20, seconds);
    }

    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
