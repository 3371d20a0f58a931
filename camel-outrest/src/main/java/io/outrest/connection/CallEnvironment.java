package io.outrest.connection;

import io.outrest.http.HttpTransports;
import io.outrest.request.BodyReader;
import io.outrest.request.BodyWriter;
import io.outrest.request.JsonCodec;
import io.outrest.security.CredentialsFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a component share.
 *
 * @param json asked when the first connection is called, so that the application's own mapper is known by then
 * @param executor continues calls; its threads may be kept busy
 * @param timer ends calls; its thread must not be kept busy
 * @param ticker nanoseconds as {@link System#nanoTime()} counts them
 * @param sslContexts gives the context of a bean name, or for an empty name the one that is used without any, if there is one
 */
public record CallEnvironment(
        HttpTransports transports,
        CredentialsFactory credentials,
        Supplier<JsonCodec> json,
        BodyWriter.XmlWriter xml,
        BodyReader.TextConversion textConversion,
        Function<String, @Nullable SSLContext> sslContexts,
        Executor executor,
        ScheduledExecutorService timer,
        LongSupplier ticker) {}
