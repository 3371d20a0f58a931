package io.outrest.connection;

import io.outrest.http.HttpTransports;
import io.outrest.http.TlsMaterials;
import io.outrest.observe.AuditLog;
import io.outrest.observe.CallObserver;
import io.outrest.request.BodyReader;
import io.outrest.request.BodyWriter;
import io.outrest.request.JsonCodec;
import io.outrest.resilience.Deadlines;
import io.outrest.resilience.Protection;
import io.outrest.security.CredentialsFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a component share.
 *
 * @param tls the certificates and keys in use
 * @param json asked when the first connection is called, so that the application's own mapper is known by then
 * @param executor continues calls; its threads may be kept busy
 * @param timer lets pauses pass; its thread must not be kept busy
 * @param deadlines end calls
 * @param ticker nanoseconds as {@link System#nanoTime()} counts them
 * @param beans finds a bean of the application by its name, or null
 * @param observer hears of all calls
 * @param audit keeps the calls of connections that are audited
 */
public record CallEnvironment(
        HttpTransports transports,
        TlsMaterials tls,
        CredentialsFactory credentials,
        Supplier<JsonCodec> json,
        BodyWriter.XmlWriter xml,
        BodyReader.TextConversion textConversion,
        Executor executor,
        ScheduledExecutorService timer,
        Deadlines deadlines,
        LongSupplier ticker,
        Function<String, @Nullable Object> beans,
        CallObserver observer,
        AuditLog audit) {

    /** What links of the chain need of it. */
    Protection.Environment protection() {
        return new Protection.Environment(timer, executor, ticker, beans);
    }
}
