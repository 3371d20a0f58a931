package io.outrest;

import io.outrest.connection.CallEnvironment;
import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.Definitions;
import io.outrest.http.HttpClientVersion;
import io.outrest.http.HttpTransports;
import io.outrest.imports.ImportReport;
import io.outrest.operation.Operation;
import io.outrest.request.CallFailure;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.TokenCache;
import io.outrest.settings.NearestNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.util.PropertiesHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Named outgoing REST connections: holds their registry and what they share. */
@Component("outrest")
public class OutrestComponent extends HealthCheckComponent implements SSLContextParametersAware {

    private static final Logger LOG = LoggerFactory.getLogger(OutrestComponent.class);
    private static final int SWEEP_MILLIS = 100;
    private static final int WATCH_MILLIS = 500;
    private static final int RETRY_MILLIS = 10_000;

    @Metadata(
            description =
                    "Documents with connections, as Camel resources separated by commas. Unless given, outrest.yaml or"
                            + " outrest.json of the working directory, else of the class path, if there is one.")
    private @Nullable String configuration;

    @Metadata(description = "Connections by name.")
    private Map<String, Connection> connections = new LinkedHashMap<>();

    @Metadata(label = "security", secret = true, description = "Security definitions by name.")
    private Map<String, SecurityDefinition> security = new LinkedHashMap<>();

    @Metadata(description = "Settings of every connection that has none of its own.")
    private Connection defaults = new Connection();

    @Metadata(
            defaultValue = "false",
            description = "Whether a connection that is not known is an error of the first call, not of the start.")
    private boolean lazy;

    @Metadata(
            label = "advanced",
            defaultValue = "false",
            description =
                    "Whether endpoints are synchronous that do not say otherwise: their calling threads wait for the answer.")
    private boolean synchronous;

    @Metadata(
            label = "security",
            defaultValue = "false",
            description = "Whether connections without TLS settings use the context's global SSL parameters.")
    private boolean useGlobalSslContextParameters;

    @Metadata(
            label = "security",
            javaType = "java.time.Duration",
            defaultValue = "0",
            description =
                    "How often the placeholders of documents are filled in anew, so that a secret which has changed in a"
                            + " vault comes into force; 0 is never. Camel's own reloading of its context does so too, without this.")
    private long refreshPeriod;

    @Metadata(
            label = "advanced",
            defaultValue = "100",
            description = "How many calls are kept of each connection that is audited; the oldest are forgotten first.")
    private int auditSize = 100;

    private final OngoingCalls ongoingCalls = new OngoingCalls();
    private final TokenCache tokens = new TokenCache(System::nanoTime);
    private final ConnectionRegistry registry = new ConnectionRegistry(this::environment, tokens);
    private final Imports imports = new Imports(this::classes, registry);
    private final Operation operation = new Operation(registry, tokens, new OperatorCalls(this), () -> resources()
            .environment()
            .json()
            .get());
    private @Nullable SharedResources resources;
    private @Nullable ScheduledExecutorService housekeeping;
    private @Nullable ScheduledExecutorService watching;
    private volatile @Nullable DocumentWatch watch;
    private final ShutdownTime shutdownTime = new ShutdownTime();
    private final List<Runnable> checks = new ArrayList<>();
    private boolean configured;
    private final ContextReload contextReload = new ContextReload(this::fillInAgain);

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        OutrestEndpoint endpoint = new OutrestEndpoint(uri, this, remaining);
        endpoint.setSynchronous(synchronous);
        endpoint.setPath(PropertiesHelper.extractProperties(parameters, "path."));
        endpoint.setQuery(PropertiesHelper.extractProperties(parameters, "query."));
        endpoint.setHeader(PropertiesHelper.extractProperties(parameters, "header."));
        setProperties(endpoint, parameters);
        for (String unknown : parameters.keySet()) {
            throw new ResolveEndpointFailedException(
                    "outrest:" + remaining,
                    "there is no option '" + unknown + "'" + NearestNames.hint(unknown, optionNames()));
        }
        return endpoint;
    }

    private ClassLoader classes() {
        ClassLoader application = getCamelContext().getApplicationContextClassLoader();
        return application == null ? OutrestComponent.class.getClassLoader() : application;
    }

    private Set<String> optionNames() {
        EndpointUriFactory factory =
                getCamelContext().getCamelContextExtension().getEndpointUriFactory("outrest");
        return factory == null ? new TreeSet<>() : new TreeSet<>(factory.propertyNames());
    }

    /** The connections and security definitions, to be looked at and changed at any time. */
    public ConnectionRegistry getRegistry() {
        return registry;
    }

    /** What became of the operations of the imports that documents ask for, by the imports' names. */
    public Map<String, ImportReport> importReports() {
        return imports.reports();
    }

    /**
     * Does an import once more that a document asks for: what has changed comes into force with the next call, what has
     * vanished is removed. Takes as long as fetching and reading the description takes, on the caller's thread.
     *
     * @throws IllegalArgumentException when there is no such import, or it is refused; nothing has changed then
     */
    public ImportReport importAgain(String name) {
        return imports.again(name);
    }

    /**
     * Fills in the placeholders of all documents anew, and reads once more those documents that are no files, which are watched
     * anyway. What is different comes into force with the next call; security definitions that have changed lose their tokens,
     * what did not change keeps its sockets and tokens. A placeholder without a value keeps the one that it had, which one line
     * in the log says. For secrets that change where nobody tells Camel: when Camel reloads its context, this is done by itself.
     * Does nothing before the component has started. Thread-safe; takes as long as Camel's property functions take, on the
     * caller's thread.
     *
     * @throws IllegalArgumentException when documents are refused, whose old settings stay; the others are in force then
     */
    public void reload() {
        List<String> refusals = fillInAgain();
        if (!refusals.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", refusals));
        }
    }

    private List<String> fillInAgain() {
        DocumentWatch current = watch;
        return current == null ? List.of() : current.fillInAgain();
    }

    private CallEnvironment environment() {
        return resources().environment();
    }

    /**
     * What the connections share, started when the first is called.
     *
     * @throws CallFailure of kind CANCELLED, when the component has stopped
     */
    synchronized SharedResources resources() {
        if (isStopping() || isStopped()) {
            throw OngoingCalls.stopped();
        }
        if (resources == null) {
            resources = new SharedResources(getCamelContext(), this, useGlobalSslContextParameters, tokens, operation);
        }
        return resources;
    }

    /** The HTTP clients in use; null before the first call. */
    synchronized @Nullable HttpTransports transports() {
        return resources == null ? null : resources.transports();
    }

    /** What an operator sees and does. */
    Operation operation() {
        return operation;
    }

    OngoingCalls ongoingCalls() {
        return ongoingCalls;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        HttpClientVersion.check();
        ConfigurationSources sources = new ConfigurationSources(getCamelContext(), imports);
        Map<String, byte[]> documents = new LinkedHashMap<>();
        sources.documents(configuration).forEach(document -> documents.put(document, sources.content(document)));
        List<Definitions> definitions = new ArrayList<>();
        documents.forEach((document, content) -> {
            ConfigurationSources.Configured configured = sources.readFirst(document, content);
            definitions.addAll(configured.definitions());
            imports.checkOwners(Map.of(document, configured.imports()));
            sources.inForce(document, configured);
        });
        definitions.add(sources.properties(defaults, connections, security));
        definitions.addAll(sources.beans());
        getRegistry().replace(definitions);
        startHousekeeping();
        startWatching(sources, documents);
        shutdownTime.reset();
        getCamelContext().getManagementStrategy().addEventNotifier(shutdownTime);
        ongoingCalls.open();
        operation.start(getCamelContext(), auditSize);
        configured();
    }

    /**
     * Does something when the connections are known: now, or at the end of the start. Camel starts endpoints within splitters and
     * multicasts while it prepares their routes, before any component.
     */
    void whenConfigured(Runnable check) {
        synchronized (checks) {
            if (!configured) {
                checks.add(check);
                return;
            }
        }
        check.run();
    }

    private void configured() {
        List<Runnable> waiting;
        synchronized (checks) {
            configured = true;
            waiting = List.copyOf(checks);
            checks.clear();
        }
        waiting.forEach(Runnable::run);
    }

    private void startHousekeeping() {
        ScheduledExecutorService service = thread("OutrestHousekeeping");
        housekeeping = service;
        every(service, SWEEP_MILLIS, "Looking for calls that nobody waits for", ongoingCalls::endAbandoned);
    }

    /** On a thread of its own, as reading a large description again may take its time. */
    private void startWatching(ConfigurationSources sources, Map<String, byte[]> documents) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String document : documents.keySet()) {
            Path file = ConfigurationSources.file(document);
            if (file != null) {
                files.put(document, file);
            }
        }
        DocumentWatch current = new DocumentWatch(files, documents, sources, imports, registry);
        watch = current;
        ScheduledExecutorService service = thread("OutrestWatch");
        watching = service;
        every(service, WATCH_MILLIS, "Looking at documents", current);
        every(service, WATCH_MILLIS, "Looking at imported descriptions", imports);
        every(service, WATCH_MILLIS, "Looking at certificates", this::lookAtCertificates);
        every(service, RETRY_MILLIS, "Filling in placeholders without a value", current::fillInWhatIsMissing);
        if (refreshPeriod > 0) {
            every(service, refreshPeriod, "Filling in placeholders", current::fillInAgain);
        }
        getCamelContext().getManagementStrategy().addEventNotifier(contextReload);
    }

    private static void every(ScheduledExecutorService service, long millis, String what, Runnable step) {
        service.scheduleWithFixedDelay(new Recurring(what, step), millis, millis, TimeUnit.MILLISECONDS);
    }

    private void lookAtCertificates() {
        SharedResources shared;
        synchronized (this) {
            shared = resources;
        }
        if (shared != null && shared.tls().look()) {
            registry.renew();
        }
    }

    private ScheduledExecutorService thread(String name) {
        return getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, name);
    }

    @Override
    protected void doStop() throws Exception {
        getCamelContext().getManagementStrategy().removeEventNotifier(contextReload);
        synchronized (checks) {
            configured = false;
        }
        operation.stop(getCamelContext());
        watch = null;
        end(watching);
        drain();
        end(housekeeping);
        registry.close();
        synchronized (this) {
            if (resources != null) {
                resources.close();
                resources = null;
            }
        }
        super.doStop();
    }

    /** Lets the calls that run come to their end, as Camel lets its routes; what lasts longer is ended. */
    private void drain() {
        int ended = ongoingCalls.drain(shutdownTime.left(getCamelContext()));
        getCamelContext().getManagementStrategy().removeEventNotifier(shutdownTime);
        if (ended > 0) {
            LOG.warn("{} calls were under way when the time to shut down was over; they are ended", ended);
        }
        ongoingCalls.endAll();
    }

    private void end(@Nullable ScheduledExecutorService service) {
        if (service != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(service);
        }
    }

    public @Nullable String getConfiguration() {
        return configuration;
    }

    public void setConfiguration(@Nullable String configuration) {
        this.configuration = configuration;
    }

    public Map<String, Connection> getConnections() {
        return connections;
    }

    public void setConnections(Map<String, Connection> connections) {
        this.connections = connections;
    }

    public Map<String, SecurityDefinition> getSecurity() {
        return security;
    }

    public void setSecurity(Map<String, SecurityDefinition> security) {
        this.security = security;
    }

    public Connection getDefaults() {
        return defaults;
    }

    public void setDefaults(Connection defaults) {
        this.defaults = defaults;
    }

    public boolean isLazy() {
        return lazy;
    }

    public void setLazy(boolean lazy) {
        this.lazy = lazy;
    }

    public boolean isSynchronous() {
        return synchronous;
    }

    public void setSynchronous(boolean synchronous) {
        this.synchronous = synchronous;
    }

    public int getAuditSize() {
        return auditSize;
    }

    /** At least 1. */
    public void setAuditSize(int auditSize) {
        if (auditSize < 1) {
            throw new IllegalArgumentException("auditSize must be at least 1, not " + auditSize);
        }
        this.auditSize = auditSize;
    }

    public long getRefreshPeriod() {
        return refreshPeriod;
    }

    public void setRefreshPeriod(long refreshPeriod) {
        this.refreshPeriod = refreshPeriod;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }
}
