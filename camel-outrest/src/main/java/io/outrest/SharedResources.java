package io.outrest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrest.connection.CallEnvironment;
import io.outrest.http.HttpTransports;
import io.outrest.http.TlsMaterials;
import io.outrest.operation.Operation;
import io.outrest.request.JsonCodec;
import io.outrest.resilience.Deadlines;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.TokenCache;
import io.outrest.settings.InvalidSetting;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.jspecify.annotations.Nullable;

/** What all connections of a component share while it runs: threads, HTTP clients, the application's JSON mapper. */
final class SharedResources implements TlsMaterials.SslContexts {

    private static final int UNLIMITED = 0;

    private final CamelContext context;
    private final boolean globalSsl;
    private final Continuation continuation;
    private final ScheduledExecutorService timer;
    private final HttpTransports transports;
    private final TlsMaterials tls = new TlsMaterials(this);
    private final CallEnvironment environment;
    private @Nullable JsonCodec json;

    /**
     * Starts them.
     *
     * @param operation knows who hears of calls
     * @param globalSsl whether the context's global SSL parameters hold where a connection names none
     */
    SharedResources(
            CamelContext context, OutrestComponent owner, boolean globalSsl, TokenCache tokens, Operation operation) {
        LongSupplier ticker = System::nanoTime;
        this.context = context;
        this.globalSsl = globalSsl;
        this.timer = timer(context, owner);
        this.continuation = new Continuation(context, owner, timer, ticker);
        Deadlines deadlines = new Deadlines(timer, ticker);
        this.transports = new HttpTransports(continuation);
        MessageBodies bodies = new MessageBodies(context);
        Function<String, @Nullable Object> beans = name -> context.getRegistry().lookupByName(named(name));
        this.environment = new CallEnvironment(
                transports,
                tls,
                new CredentialsFactory(tokens, transports, tls, beans, deadlines, continuation, ticker),
                this::json,
                bodies::xml,
                (text, type) -> context.getTypeConverter().tryConvertTo(type, text),
                continuation,
                timer,
                deadlines,
                ticker,
                beans,
                operation.observer(context),
                operation.audit());
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

    /** The certificates and keys in use, to be looked at. */
    TlsMaterials tls() {
        return tls;
    }

    @Override
    public @Nullable SSLContext create(String bean) {
        SSLContextParameters parameters = sslContextParameters(bean);
        try {
            return parameters == null ? null : parameters.createSSLContext(context);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new InvalidSetting(
                    "tls.sslContextParameters",
                    "cannot be used: " + e.getClass().getSimpleName());
        }
    }

    @Override
    public List<Path> files(String bean) {
        SSLContextParameters parameters = sslContextParameters(bean);
        if (parameters == null) {
            return List.of();
        }
        KeyManagersParameters keys = parameters.getKeyManagers();
        TrustManagersParameters trust = parameters.getTrustManagers();
        return Stream.of(keys == null ? null : keys.getKeyStore(), trust == null ? null : trust.getKeyStore())
                .map(store -> store == null || store.getResource() == null ? "" : store.getResource())
                .map(resource -> ConfigurationSources.file(context.resolvePropertyPlaceholders(resource)))
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable SSLContextParameters sslContextParameters(String bean) {
        if (bean.isEmpty()) {
            return globalSsl ? context.getSSLContextParameters() : null;
        }
        return context.getRegistry().lookupByNameAndType(named(bean), SSLContextParameters.class);
    }

    /** The name of a bean, which may be written as Camel writes a reference to it: {@code #name}. */
    private static String named(String bean) {
        return bean.replaceFirst("^#(bean:)?", "");
    }

    /** Ends token requests, closes all sockets and lets the threads end once they have done what is left to do. */
    void close() {
        environment.credentials().close();
        transports.close();
        context.getExecutorServiceManager().shutdownNow(timer);
        continuation.close();
    }
}
