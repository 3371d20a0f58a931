package io.outrest;

import io.outrest.connection.LiveConnection;
import io.outrest.request.AnswerType;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Methods;
import io.outrest.request.UriTemplate;
import io.outrest.settings.Durations;
import io.outrest.settings.NearestNames;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.SynchronousDelegateProducer;
import org.jspecify.annotations.Nullable;

/**
 * Call REST APIs by named connections that are configured once, outside of the routes.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "outrest",
        title = "Outrest",
        syntax = "outrest:connection",
        producerOnly = true,
        remote = true,
        category = {Category.HTTP, Category.REST},
        headersClass = OutrestConstants.class)
public class OutrestEndpoint extends DefaultEndpoint implements AsyncEndpoint {

    @UriPath(description = "Name of the connection.")
    @Metadata(required = true)
    private final String connection;

    @UriParam(
            enums = "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS",
            description = "The method. Unless given, the connection's, else GET. Never taken from a message.")
    private @Nullable String method;

    @UriParam(
            javaType = "java.time.Duration",
            description = "Total deadline of calls from this endpoint. Unless given, the connection's.")
    private @Nullable String timeout;

    @UriParam(
            prefix = "path.",
            multiValue = true,
            description = "Values for parameters of the path; Simple expressions are evaluated for each message.")
    private Map<String, Object> path = new LinkedHashMap<>();

    @UriParam(
            prefix = "query.",
            multiValue = true,
            description = "Values for query parameters; Simple expressions are evaluated for each message.")
    private Map<String, Object> query = new LinkedHashMap<>();

    @UriParam(
            prefix = "header.",
            multiValue = true,
            description = "Request headers; Simple expressions are evaluated for each message.")
    private Map<String, Object> header = new LinkedHashMap<>();

    @UriParam(
            description =
                    "What the body of the answer is read as: the name of a class, or map, string, bytes or stream."
                            + " Unless given, the content type decides.")
    private @Nullable String outputType;

    @UriParam(
            javaType = "java.lang.Boolean",
            description =
                    "Whether a status outside of the connection's successStatus is an exception. Unless given, the"
                            + " connection's.")
    private @Nullable Boolean throwExceptionOnFailure;

    @UriParam(defaultValue = "false", description = "Whether DELETE sends the message's body.")
    private boolean deleteWithBody;

    @UriParam(
            defaultValue = "false",
            label = "advanced",
            description = "Whether the calling thread waits for the answer and goes on by itself.")
    private boolean synchronous;

    private AnswerType answerType = AnswerType.byContent();
    private RouteValues pathValues;
    private RouteValues queryValues;
    private RouteValues headerValues;
    private @Nullable Duration deadline;

    OutrestEndpoint(String uri, OutrestComponent component, String connection) {
        super(uri, component);
        this.connection = connection;
        this.pathValues = RouteValues.of(component.getCamelContext(), Map.of());
        this.queryValues = pathValues;
        this.headerValues = pathValues;
    }

    @Override
    public Producer createProducer() {
        OutrestProducer producer = new OutrestProducer(this);
        return synchronous ? new SynchronousDelegateProducer(producer) : producer;
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException( // by design: Camel's way for producers alone
                "outrest calls APIs; it cannot be the start of a route");
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        pathValues = RouteValues.of(getCamelContext(), path);
        queryValues = RouteValues.of(getCamelContext(), query);
        headerValues = RouteValues.of(getCamelContext(), header);
        deadline = timeout == null ? null : Durations.parse("timeout", timeout);
        answerType = outputType == null ? AnswerType.byContent() : answerType(outputType);
    }

    private AnswerType answerType(String name) throws ClassNotFoundException {
        AnswerType named = AnswerType.named(name);
        return named != null
                ? named
                : AnswerType.of(getCamelContext().getClassResolver().resolveMandatoryClass(name));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!component().isLazy()) {
            component().whenConfigured(this::check);
        }
    }

    private void check() {
        try {
            if (component().getRegistry().isUsable(connection)) {
                checkFits(connection());
            }
        } catch (CallFailure e) {
            throw new OutrestException(new CalledOperation(connection, "", ""), 0, e);
        }
    }

    private OutrestComponent component() {
        return (OutrestComponent) getComponent();
    }

    /** The connection as it is now. */
    LiveConnection connection() {
        return component().getRegistry().live(connection);
    }

    /** A producer of this endpoint has started: Camel's health checks of producers look at its connection. */
    void producerStarted() {
        if (component().isHealthCheckProducerEnabled()) {
            component().operation().health().started(connection);
        }
    }

    void producerStopped() {
        component().operation().health().stopped(connection);
    }

    OngoingCalls ongoingCalls() {
        return component().ongoingCalls();
    }

    /**
     * Checks that this endpoint can call that connection.
     *
     * @throws CallFailure of kind CONFIGURATION
     */
    void checkFits(LiveConnection live) {
        if (method != null && live.method() != null && !method.equals(live.method())) {
            throw refused("method", "is " + method + ", but the connection is fixed to " + live.method());
        }
        checkNames(live, path.keySet(), query.keySet());
    }

    /**
     * Checks that values given for the path are for parameters of the path or declared ones, and the others are not for the
     * path.
     *
     * @throws CallFailure of kind CONFIGURATION
     */
    static void checkNames(LiveConnection live, Set<String> path, Set<String> query) {
        if (path.isEmpty() && query.isEmpty()) {
            return;
        }
        UriTemplate template = live.template();
        Set<String> declared = live.declaredForOptions();
        for (String name : path) {
            if (template.location(name) != UriTemplate.Location.PATH && !declared.contains(name)) {
                Set<String> known = new TreeSet<>(template.variables().keySet());
                known.addAll(declared);
                throw refused(
                        "path." + name, "names no parameter of the path " + template + NearestNames.hint(name, known));
            }
        }
        for (String name : query) {
            if (template.location(name) == UriTemplate.Location.PATH && !declared.contains(name)) {
                throw refused("query." + name, "names a parameter of the path; write path." + name);
            }
        }
    }

    private static CallFailure refused(String option, String problem) {
        return new CallFailure(FailureKind.CONFIGURATION, "the endpoint option " + option + " " + problem);
    }

    /** The method of calls. */
    String methodOf(LiveConnection live) {
        String own = method != null ? method : live.method();
        return own == null ? "GET" : own;
    }

    /** Whether such calls have a body. */
    boolean sendsBody(String calledMethod) {
        return Methods.haveBody(calledMethod) || deleteWithBody && calledMethod.equals("DELETE");
    }

    CalledOperation operationOf(LiveConnection live) {
        return new CalledOperation(connection, methodOf(live), live.template().toString());
    }

    boolean throwsOnFailure(LiveConnection live) {
        return throwExceptionOnFailure == null ? live.throwsOnFailure() : throwExceptionOnFailure;
    }

    RouteValues pathValues() {
        return pathValues;
    }

    RouteValues queryValues() {
        return queryValues;
    }

    RouteValues headerValues() {
        return headerValues;
    }

    AnswerType answerType() {
        return answerType;
    }

    @Nullable
    Duration timeoutOrNull() {
        return deadline;
    }

    public String getConnection() {
        return connection;
    }

    public @Nullable String getMethod() {
        return method;
    }

    /** In any case; one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS. */
    public void setMethod(@Nullable String method) {
        this.method = Methods.parse("method", method);
    }

    public @Nullable String getTimeout() {
        return timeout;
    }

    /** For example {@code 30s}; zero is no deadline. */
    public void setTimeout(@Nullable String timeout) {
        this.timeout = timeout;
    }

    public Map<String, Object> getPath() {
        return path;
    }

    public void setPath(Map<String, Object> path) {
        this.path = path;
    }

    public Map<String, Object> getQuery() {
        return query;
    }

    public void setQuery(Map<String, Object> query) {
        this.query = query;
    }

    public Map<String, Object> getHeader() {
        return header;
    }

    public void setHeader(Map<String, Object> header) {
        this.header = header;
    }

    public @Nullable String getOutputType() {
        return outputType;
    }

    public void setOutputType(@Nullable String outputType) {
        this.outputType = outputType;
    }

    public @Nullable Boolean getThrowExceptionOnFailure() {
        return throwExceptionOnFailure;
    }

    public void setThrowExceptionOnFailure(@Nullable Boolean throwExceptionOnFailure) {
        this.throwExceptionOnFailure = throwExceptionOnFailure;
    }

    public boolean isDeleteWithBody() {
        return deleteWithBody;
    }

    public void setDeleteWithBody(boolean deleteWithBody) {
        this.deleteWithBody = deleteWithBody;
    }

    public boolean isSynchronous() {
        return synchronous;
    }

    public void setSynchronous(boolean synchronous) {
        this.synchronous = synchronous;
    }
}
