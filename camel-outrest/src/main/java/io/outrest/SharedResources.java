package io.outrest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrest.connection.CallEnvironment;
import io.outrest.http.HttpTransports;
import io.outrest.request.JsonCodec;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.TokenCache;
import io.outrest.settings.InvalidSetting;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/** What all connections of a component share while it runs: threads, HTTP clients, the application's JSON mapper. */
final class SharedResources {

    private static final int UNLIMITED = 0;

    private final CamelContext context;
    private final boolean globalSsl;
    private final Continuation continuation;
    private final ScheduledExecutorService timer;
    private final HttpTransports transports;
    private final CallEnvironment environment;
    private final Map<String, SSLContext> sslContexts = new HashMap<>();
    private @Nullable JsonCodec json;

    /**
     * Starts them.
     *
     * @param globalSsl whether the context's global SSL parameters hold where a connection names none
     */
    SharedResources(CamelContext context, OutrestComponent owner, boolean globalSsl, TokenCache tokens) {
        LongSupplier ticker = System::nanoTime;
        this.context = context;
        this.globalSsl = globalSsl;
        this.continuation = new Continuation(context, owner);
        this.timer = timer(context, owner);
        this.transports = new HttpTransports(continuation);
        MessageBodies bodies = new MessageBodies(context);
        this.environment = new CallEnvironment(
                transports,
                new CredentialsFactory(
                        tokens,
                        transports,
                        this::sslContext,
                        context.getRegistry()::lookupByName,
                        timer,
                        continuation,
                        ticker),
                this::json,
                bodies::xml,
                (text, type) -> context.getTypeConverter().tryConvertTo(type, text),
                this::sslContext,
                continuation,
                timer,
                ticker);
    }

    /** One thread whose queue has no limit: as many deadlines as there are calls. */
    private static ScheduledExecutorService timer(CamelContext context, OutrestComponent owner) {
        return context.getExecutorServiceManager()
                .newScheduledThreadPool(
                        owner,
                        "OutrestTimer",
                        new ThreadPoolProfileBuilder("outrest-timer")
                                .poolSize(1)
                                .maxPoolSize(UNLIMITED)
                                .build());
    }

    CallEnvironment environment() {
        return environment;
    }

    /** The HTTP clients, to be looked at. */
    HttpTransports transports() {
        return transports;
    }

    private synchronized JsonCodec json() {
        if (json == null) {
            List<ObjectMapper> mappers = context.getRegistry().findByType(ObjectMapper.class).stream()
                    .filter(mapper -> mapper.getFactory().getFormatName().equals("JSON"))
                    .toList();
            json = mappers.size() == 1 ? JsonCodec.with(mappers.get(0)) : JsonCodec.standard();
        }
        return json;
    }

    /** One for each bean, so that connections with the same bean share sockets. */
    private synchronized @Nullable SSLContext sslContext(String bean) {
        SSLContext made = sslContexts.get(bean);
        if (made == null) {
            SSLContextParameters parameters = bean.isEmpty()
                    ? globalSsl ? context.getSSLContextParameters() : null
                    : context.getRegistry().lookupByNameAndType(bean, SSLContextParameters.class);
            if (parameters != null) {
                made = create(parameters);
                sslContexts.put(bean, made);
            }
        }
        return made;
    }

    private SSLContext create(SSLContextParameters parameters) {
        try {
            return parameters.createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidSetting(
                    "tls.sslContextParameters",
                    "cannot be used: " + e.getClass().getSimpleName());
        }
    }

    /** Closes all sockets and lets the threads end once they have done what is left to do. */
    void close() {
        transports.close();
        context.getExecutorServiceManager().shutdownNow(timer);
        continuation.close();
    }
}
