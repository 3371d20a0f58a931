package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.ParameterSettings;
import io.outrest.connection.PingSettings;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.request.FailureKind;
import io.outrest.request.Parameter.Style;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import io.outrest.testing.LogLines;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections come from documents, component properties, beans and code, and mean the same wherever they are written. */
class ConfigurationTest {

    private static final String COMPONENT = "camel.component.outrest.";

    @TempDir
    private Path folder;

    private final RestServer server = RestServer.start();
    private final Main main = new Main();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<String> documents = new ArrayList<>();
    private final List<Runnable> whenInitialized = new ArrayList<>();
    private final List<Path> ofWorkingDirectory = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        main.stop();
        server.close();
        for (Path file : ofWorkingDirectory) {
            Files.delete(file);
        }
    }

    // --- documents ---------------------------------------------------------------------------------------------------

    @Test
    void documentsOfFilesAndTheClassPathAreReadTogether() throws Exception {
        Path one = write("one.yaml", "connections: {One: {baseUrl: SERVER/one}}");
        Path two = write("two.json", "{\"connections\": {\"Two\": {\"baseUrl\": \"SERVER/two\"}}}");
        write("three.yaml", "connections: {Three: {baseUrl: SERVER/three}}");
        set("configuration", "file:" + one + ", file:" + two + ",classpath:three.yaml");
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            startWith(classes);

            assertThat(registry().names()).containsExactly("One", "Three", "Two");
            assertThat(call("One").line()).isEqualTo("GET /one");
            assertThat(call("Two").line()).isEqualTo("GET /two");
            assertThat(call("Three").line()).isEqualTo("GET /three");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:missing.yaml", "classpath:missing.yaml"})
    void documentThatIsNamedMustBeThere(String resource) {
        set("configuration", resource);

        assertThatThrownBy(this::start).hasStackTraceContaining("missing.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"outrest.yaml", "outrest.json"})
    void documentOfTheWorkingDirectoryIsFoundAndLogged(String name) throws Exception {
        Path document = ofWorkingDirectory(name, "{\"connections\": {\"Here\": {\"baseUrl\": \"SERVER/here\"}}}");
        try (LogLines log = LogLines.open()) {
            start();

            assertThat(call("Here").line()).isEqualTo("GET /here");
            assertThat(log.of(Level.INFO)).contains("Connections are configured in " + document.toAbsolutePath());
        }
    }

    @Test
    void workingDirectoryComesBeforeTheClassPath() throws Exception {
        ofWorkingDirectory("outrest.yaml", "connections: {Here: {baseUrl: SERVER}}");
        write("outrest.yaml", "connections: {There: {baseUrl: SERVER}}");
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            startWith(classes);

            assertThat(registry().names()).containsExactly("Here");
        }
    }

    @Test
    void documentOfTheClassPathIsFoundAndLogged() throws Exception {
        Path document = write("outrest.yaml", "connections: {There: {baseUrl: SERVER}}");
        try (URLClassLoader classes =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()});
                LogLines log = LogLines.open()) {
            startWith(classes);

            assertThat(registry().names()).containsExactly("There");
            assertThat(log.of(Level.INFO))
                    .contains(
                            "Connections are configured in " + document.toUri().toURL());
        }
    }

    @Test
    void documentOfTheWorkingDirectoryIsLeftAloneWhenOthersAreNamed() throws Exception {
        ofWorkingDirectory("outrest.yaml", "connections: {Here: {baseUrl: SERVER}}");
        set("configuration", "file:" + write("other.yaml", "connections: {Other: {baseUrl: SERVER}}"));

        start();

        assertThat(registry().names()).containsExactly("Other");
    }

    @Test
    void placeholderOfADocumentIsFilledInByCamel() {
        set(
                "configuration",
                "file:" + write("a.yaml", "connections: {A: {baseUrl: '{{my.host}}/x', path: '/{{my.path:y}}'}}"));
        main.addInitialProperty("my.host", server.url());

        start();

        assertThat(call("A").line()).isEqualTo("GET /x/y");
    }

    @Test
    void placeholderWithoutAValueMakesOneConnectionUnusableAndNothingElse() {
        set(
                "configuration",
                "file:"
                        + write(
                                "a.yaml",
                                """
                        security:
                          key: {type: apiKey, in: header, name: X-Key, apiKey: '{{env:OUTREST_NOT_SET}}'}
                        connections:
                          Good: {baseUrl: SERVER/good}
                          Bad: {baseUrl: SERVER, path: '/{{not.set}}'}
                          Keyless: {baseUrl: SERVER, security: key}
                        """));
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bad").to("outrest:Bad?method=POST");
            }
        });
        start();

        assertThat(call("Good").line()).isEqualTo("GET /good");
        assertThat(failure(send("direct:bad")))
                .satisfies(failure -> assertThat(failure.getKind()).isEqualTo(FailureKind.CONFIGURATION))
                .hasMessageContaining("connections.Bad.path has the placeholder {{not.set}}, which has no value");
        assertThat(failure(send("outrest:Keyless")))
                .satisfies(failure -> assertThat(failure.getKind()).isEqualTo(FailureKind.CONFIGURATION))
                .hasMessageContaining(
                        "security.key.apiKey has the placeholder {{env:OUTREST_NOT_SET}}, which has no value");
        assertThat(server.requests()).hasSize(1);
    }

    // --- component properties
    // ------------------------------------------------------------------------------------------

    @Test
    void componentPropertiesConfigureEverything() {
        set("connections[Orders API].base-url", server.url() + "/v2");
        set("connections[Orders API].path", "/customers/{id}{?page}");
        set("connections[Orders API].headers[X-App]", "Outrest");
        set("connections[Orders API].headers[X-App.Version]", "1.0");
        set("connections[Orders API].parameters[page]", "7");
        set("connections[Orders API].security", "orders-key, second");
        set("connections[Orders API].response-timeout", "20s");
        set("connections[Orders API].max-response-size", "1 KiB");
        set("connections[Orders API].successStatus", "200-299,404");
        set("connections[Orders API].forward-headers[0]", "X-One");
        set("connections[Orders API].forward-headers[1]", "X-Two");
        set("connections[Orders API].throw-exception-on-failure", "true");
        set("connections[Orders API].max-connections", "3");
        set("connections[Orders API].tls.verify-hostname", "false");
        set("connections[Orders API].tls.ca-certificates", "ca.pem");
        set("connections[Orders API].proxy.host", "proxy.example");
        set("connections[Orders API].proxy.port", "3128");
        set("connections[Orders API].ping.path", "/health");
        set("connections[Orders API].declared[query.tags].style", "pipeDelimited");
        set("connections[Orders API].declared[query.tags].allow-reserved", "true");
        set("connections[Orders API].declared[header.X-Request-ID].required", "true");
        set("connections[Orders API].declared[header.X-Request-ID].default", "none");
        set("connections[orders.v2].baseUrl", server.url());
        set("security[orders-key].type", "apiKey");
        set("security[orders-key].in", "header");
        set("security[orders-key].name", "X-Key");
        set("security[orders-key].api-key", "#1,secret");
        set("security[second].type", "oauth2");
        set("security[second].token-url", "https://id.example");
        set("security[second].client-id", "me");
        set("security[second].clientSecret", "s");
        set("security[second].scopes", "a,b");
        set("security[second].parameters[resource]", "r");
        set("defaults.timeout", "PT5S");
        set("defaults.headers[X-All]", "yes");

        start();

        Map<String, Connection> connections = component().getConnections();
        Connection expected = new Connection();
        expected.setBaseUrl(server.url() + "/v2");
        expected.setPath("/customers/{id}{?page}");
        expected.setHeaders(Map.of("X-App", "Outrest", "X-App.Version", "1.0"));
        expected.setParameters(Map.of("page", "7"));
        expected.setSecurity(List.of("orders-key", "second"));
        expected.setResponseTimeout("20s");
        expected.setMaxResponseSize(1024L);
        expected.setSuccessStatus("200-299,404");
        expected.setForwardHeaders(List.of("X-One", "X-Two"));
        expected.setThrowExceptionOnFailure(true);
        expected.setMaxConnections(3);
        var tls = new TlsSettings();
        tls.setVerifyHostname(false);
        tls.setCaCertificates("ca.pem");
        expected.setTls(tls);
        var proxy = new ProxySettings();
        proxy.setHost("proxy.example");
        proxy.setPort(3128);
        expected.setProxy(proxy);
        var ping = new PingSettings();
        ping.setPath("/health");
        expected.setPing(ping);
        var tags = new ParameterSettings();
        tags.setStyle(Style.PIPE_DELIMITED);
        tags.setAllowReserved(true);
        var requestId = new ParameterSettings();
        requestId.setRequired(true);
        requestId.setDefault("none");
        expected.setDeclared(Map.of("query.tags", tags, "header.X-Request-ID", requestId));
        assertThat(connections).containsOnlyKeys("Orders API", "orders.v2");
        assertThat(connections.get("Orders API")).isEqualTo(expected);
        SecurityDefinition key = component().getSecurity().get("orders-key");
        assertThat(key.getApiKey()).isEqualTo(Secret.of("#1,secret"));
        SecurityDefinition second = component().getSecurity().get("second");
        assertThat(second.getScopes()).containsExactly("a", "b");
        assertThat(second.getParameters()).isEqualTo(Map.of("resource", "r"));
        assertThat(component().getDefaults().getTimeout()).hasSeconds(5);
        assertThat(call("orders.v2").header("X-All")).isEqualTo("yes");
    }

    /** A new block of settings must not be forgotten: without a configurer Camel would bind it by its own rules. */
    @Test
    void everyBlockOfSettingsHasItsConfigurer() {
        start();

        List<Class<?>> blocks = new ArrayList<>(List.of(Connection.class, SecurityDefinition.class));
        for (Class<?> type : List.copyOf(blocks)) {
            SettingsOf.type(type).settings().values().forEach(setting -> {
                if (setting.type().getName().startsWith("io.outrest.")
                        && !SettingsOf.type(setting.type()).settings().isEmpty()) {
                    blocks.add(setting.type());
                }
                if (setting.typeOfBlocks() != null) {
                    blocks.add(setting.typeOfBlocks());
                }
            });
        }
        assertThat(blocks).hasSizeGreaterThan(5).allSatisfy(block -> {
            PropertyConfigurer configurer =
                    PluginHelper.getConfigurerResolver(context()).resolvePropertyConfigurer(block.getName(), context());
            assertThat(configurer).isInstanceOf(SettingsConfigurer.class);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connections[A].timout           | connection 'A': timout is no setting; did you mean 'timeout'?",
                "connections[A].time-outt        | connection 'A': timeOutt is no setting; did you mean 'timeout'?",
                "connections[A].heders[X]        | connection 'A': heders is no setting; did you mean 'headers'?",
                "connections[A].tsl.trustAll     | connection 'A': tsl is no setting; did you mean 'tls'?",
                "connections[A].tls.trust-al     | connection 'A': tls.trustAl is no setting; did you mean 'trustAll'?",
                "connections[A].zzz              | connection 'A': zzz is no setting",
                "connections[A].timeout          | connection 'A': timeout 'hunter2' is no duration",
                "connections[A].active           | connection 'A': active must be true or false",
                "connections[A].max-connections  | connection 'A': maxConnections must be a whole number",
                "connections[A].tls              | connection 'A': tls must be made of keys and values",
                "connections[A].proxy.port       | connection 'A': proxy.port must be a whole number",
                "connections[A].declared[query.q].styl  | connection 'A': declared.query.q.styl is no setting; did you mean 'style'?",
                "connections[A].declared[query.q].style | connection 'A': declared.query.q.style is no style; accepted are simple",
                "connections[A].declared[query.q].explode | connection 'A': declared.query.q.explode must be true or false",
                "security[S].clientSecrte        | security definition 'S': clientSecrte is no setting; did you mean 'clientSecret'?",
                "security[S].user                | security definition 'S': user is no setting; did you mean 'username'?",
                "connections[A].tls.verify-host  | connection 'A': tls.verifyHost is no setting; did you mean 'verifyHostname'?",
                "defaults.timeot                 | defaults: timeot is no setting; did you mean 'timeout'?",
            })
    void settingThatCannotBeSetIsAnErrorWithTheNearestName(String key, String problem) {
        set("connections[A].baseUrl", server.url());
        set(key, "hunter2");

        Throwable thrown = catchThrowable(this::start);

        assertThat(thrown).rootCause().hasMessageStartingWith("component properties: " + problem);
        if (key.startsWith("security")) {
            assertThat(thrown)
                    .hasStackTraceContaining("S")
                    .extracting(ConfigurationTest::stackTrace)
                    .asString()
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void placeholderOfComponentPropertiesIsFilledInByCamelOrTheStartRefused() {
        set("connections[A].baseUrl", "{{not.set.anywhere}}");

        assertThatThrownBy(this::start).hasStackTraceContaining("not.set.anywhere");
    }

    // --- beans
    // -----------------------------------------------------------------------------------------------------------

    /** Beans as applications have them. */
    public static class Beans implements CamelConfiguration {

        private final String url;

        Beans(String url) {
            this.url = url;
        }

        @BindToRegistry("Orders API")
        public Connection orders() {
            return connection(url + "/orders");
        }

        @BindToRegistry("ownName")
        public Connection withAName() {
            Connection connection = connection(url + "/own");
            connection.setName("Own Name");
            connection.setSecurity("beanKey");
            return connection;
        }

        @BindToRegistry("beanKey")
        public SecurityDefinition key() {
            return apiKey("X-Bean", "k");
        }
    }

    @Test
    void beansAreConnectionsUnderTheirNameUnlessTheyCarryOne() {
        main.configure().addConfiguration(new Beans(server.url()));

        start();

        assertThat(registry().names()).containsExactly("Orders API", "Own Name");
        assertThat(registry().securityNames()).containsExactly("beanKey");
        assertThat(call("Orders API").line()).isEqualTo("GET /orders");
        assertThat(call("Own Name").header("X-Bean")).isEqualTo("k");
    }

    @Test
    void yamlBeansAreRead() {
        Path routes = write(
                "routes.yaml",
                """
                - beans:
                    - name: Billing API
                      type: io.outrest.connection.Connection
                      properties:
                        baseUrl: SERVER/billing
                        timeout: 5s
                        maxConnections: 4
                        throwExceptionOnFailure: true
                        security: yaml-key
                        headers:
                          Tenant: Outrest
                        tls:
                          verifyHostname: false
                        "declared[query.tags].explode": false
                        "declared[query.tags].default": a,b
                    - name: yaml-key
                      type: io.outrest.security.SecurityDefinition
                      properties: {type: apiKey, in: header, name: X-Yaml, apiKey: k}
                """);
        main.configure().setRoutesIncludePattern("file:" + routes);

        start();

        Connection bean = context().getRegistry().lookupByNameAndType("Billing API", Connection.class);
        RecordedRequest request = call("Billing API");
        assertThat(request.line()).isEqualTo("GET /billing?tags=a%2Cb");
        assertThat(request.header("Tenant")).isEqualTo("Outrest");
        assertThat(request.header("X-Yaml")).isEqualTo("k");
        assertThat(bean.getTimeout()).hasSeconds(5);
        assertThat(bean.getMaxConnections()).isEqualTo(4);
        assertThat(bean.getTls()).isNotNull();
    }

    /** Camel's YAML takes the dashes out of names before anybody sees them; its binding must not do so too. */
    @Test
    void namesOfHeadersKeepTheirDashesWhenCamelBindsThem() {
        start();
        Connection bean = new Connection();

        boolean bound = PropertyBindingSupport.build()
                .bind(context(), bean, new HashMap<>(Map.of("headers.X-App", "a", "headers[X-Other]", "b")));

        assertThat(bound).isTrue();
        assertThat(bean.getHeaders()).isEqualTo(Map.of("X-App", "a", "X-Other", "b"));
    }

    @Test
    void declaredParametersAreBoundByCamelToo() {
        start();
        Connection bean = new Connection();
        Map<String, Object> written = new HashMap<>(
                Map.of("declared[query.tags].style", "deepObject", "declared[header.X-A].content-type", "text/plain"));

        boolean bound = PropertyBindingSupport.build().bind(context(), bean, written);

        assertThat(bound).isTrue();
        assertThat(bean.getDeclared()).containsOnlyKeys("query.tags", "header.X-A");
        assertThat(bean.getDeclared().get("query.tags").getStyle()).isEqualTo(Style.DEEP_OBJECT);
        assertThat(bean.getDeclared().get("header.X-A").getContentType()).isEqualTo("text/plain");
    }

    @Test
    void misspeltSettingOfAYamlBeanIsAnErrorWithTheNearestName() {
        Path routes = write(
                "routes.yaml",
                """
                - beans:
                    - name: Billing API
                      type: io.outrest.connection.Connection
                      properties: {baseUrl: SERVER, timout: 5s}
                - from: {uri: 'direct:x', steps: [{to: 'outrest:Billing API'}]}
                """);
        main.configure().setRoutesIncludePattern("file:" + routes);

        assertThatThrownBy(this::start)
                .hasStackTraceContaining("the bean 'Billing API': timout is no setting; did you mean 'timeout'?");
    }

    // --- code
    // ------------------------------------------------------------------------------------------------------------

    @Test
    void codeConfiguresBeforeTheStartAndAfter() {
        main.init();
        registry().put("Before", connection(server.url() + "/before"));
        start();
        registry().put("after-key", apiKey("X-Code", "k"));
        Connection after = connection(server.url() + "/after");
        after.setSecurity("after-key");
        registry().put("After", after);
        after.setBaseUrl("http://changed.invalid");

        assertThat(call("Before").line()).isEqualTo("GET /before");
        assertThat(call("After").line()).isEqualTo("GET /after");
        assertThat(server.lastRequest().header("X-Code")).isEqualTo("k");
    }

    @Test
    void changeByCodeHoldsForTheNextCallOfAnExistingEndpoint() {
        start();
        registry().put("A", connection(server.url() + "/one"));
        assertThat(call("A").line()).isEqualTo("GET /one");

        registry().put("A", connection(server.url() + "/two"));
        assertThat(call("A").line()).isEqualTo("GET /two");

        assertThat(registry().remove("A")).isTrue();
        assertThat(registry().remove("A")).isFalse();
        assertThat(failure(send("outrest:A")).getKind()).isEqualTo(FailureKind.CONFIGURATION);

        registry().put("A", connection(server.url() + "/three"));
        assertThat(call("A").line()).isEqualTo("GET /three");
    }

    @Test
    void securityDefinitionOfCodeCanBeChangedAndRemoved() {
        start();
        registry().put("key", apiKey("X-Key", "one"));
        Connection connection = connection(server.url());
        connection.setSecurity("key");
        registry().put("A", connection);
        assertThat(call("A").header("X-Key")).isEqualTo("one");

        registry().put("key", apiKey("X-Key", "two"));
        assertThat(call("A").header("X-Key")).isEqualTo("two");

        assertThat(registry().removeSecurity("key")).isTrue();
        assertThat(registry().removeSecurity("key")).isFalse();
        server.forget();
        OutrestException failure = failure(send("outrest:A"));
        assertThat(failure.getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(failure).hasMessageContaining("security names the security definition 'key', which is not known");
        assertThat(server.requests()).as("never no security").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a?b", "a{{b", "/a", "a\tb", "a\u0000", "a%2Fb", "%20"})
    void nameThatNoEndpointCanCarryIsRefused(String name) {
        start();

        assertThatThrownBy(() -> registry().put(name, connection(server.url())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name '");
        assertThat(registry().names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Orders API",
                "a/b",
                "GET /path",
                "ä東🚀",
                "50%",
                "a%zz",
                "a:b",
                "a&b=c",
                "a#b",
                "a}b",
                "a+b",
                "{x}",
                "a..b/../c"
            })
    void anyOtherNameCanBeCalled(String name) {
        start();
        registry().put(name, connection(server.url() + "/called"));

        assertThat(call(name).line()).isEqualTo("GET /called");
    }

    // --- two sources
    // -----------------------------------------------------------------------------------------------------

    private enum Source {
        FILE,
        OTHER_FILE,
        PROPERTIES,
        BEAN,
        OTHER_BEAN,
        CODE
    }

    private static Stream<Arguments> pairsOfSources() {
        List<Arguments> pairs = new ArrayList<>();
        for (Source one : Source.values()) {
            for (Source other : Source.values()) {
                if (one.compareTo(other) < 0) {
                    pairs.add(Arguments.of(one, other));
                }
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("pairsOfSources")
    void sameConnectionFromTwoSourcesIsAnErrorThatNamesBoth(Source one, Source other) {
        String first = define(one, "connections");
        String second = define(other, "connections");

        assertThatThrownBy(this::start)
                .hasStackTraceContaining("connection 'Twice' is defined twice")
                .hasStackTraceContaining(first)
                .hasStackTraceContaining(second);
    }

    @ParameterizedTest
    @MethodSource("pairsOfSources")
    void sameSecurityDefinitionFromTwoSourcesIsAnErrorThatNamesBoth(Source one, Source other) {
        assumeFalse(one == Source.BEAN && other == Source.OTHER_BEAN, "two beans have two names");
        String first = define(one, "security");
        String second = define(other, "security");

        assertThatThrownBy(this::start)
                .hasStackTraceContaining("security definition 'Twice' is defined twice")
                .hasStackTraceContaining(first)
                .hasStackTraceContaining(second);
    }

    @Test
    void codeCannotTakeANameThatAnotherSourceHas() {
        String document = define(Source.FILE, "connections");
        start();

        assertThatThrownBy(() -> registry().put("Twice", connection(server.url())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is defined twice")
                .hasMessageContaining(document)
                .hasMessageContaining("by code");
    }

    /** Defines something that is called {@code Twice}; gives what errors call the source. */
    private String define(Source source, String section) {
        boolean connection = section.equals("connections");
        String flow =
                connection ? "{baseUrl: " + server.url() + "}" : "{type: apiKey, in: header, name: X-Key, apiKey: k}";
        switch (source) {
            case FILE, OTHER_FILE -> {
                Path file = write(source + ".yaml", section + ": {Twice: " + flow + "}");
                documents.add("file:" + file);
                set("configuration", String.join(",", documents));
                return "by " + file;
            }
            case PROPERTIES -> {
                if (connection) {
                    set("connections[Twice].baseUrl", server.url());
                } else {
                    set("security[Twice].type", "apiKey");
                    set("security[Twice].in", "header");
                    set("security[Twice].name", "X-Key");
                    set("security[Twice].apiKey", "k");
                }
                return "by component properties";
            }
            case BEAN -> {
                main.bind("Twice", connection ? connection(server.url()) : apiKey("X-Key", "k"));
                return "by the bean 'Twice'";
            }
            case OTHER_BEAN -> {
                Connection named = connection(server.url());
                named.setName("Twice");
                main.bind(connection ? "other" : "Twice", connection ? named : apiKey("X-Key", "k"));
                return connection ? "by the bean 'other'" : "by the bean 'Twice'";
            }
            default -> {
                whenInitialized.add(() -> {
                    if (connection) {
                        registry().put("Twice", connection(server.url()));
                    } else {
                        registry().put("Twice", apiKey("X-Key", "k"));
                    }
                });
                return "by code";
            }
        }
    }

    // --- defaults
    // --------------------------------------------------------------------------------------------------------

    @Test
    void defaultsAreMergedByNameForHeadersAndParametersAndReplacedOtherwise() {
        set(
                "configuration",
                "file:"
                        + write(
                                "a.yaml",
                                """
                        defaults:
                          headers: {X-A: default, X-B: default}
                          parameters: {a: default, b: default}
                          security: key
                          forwardHeaders: [X-F]
                          throwExceptionOnFailure: true
                        security:
                          key: {type: apiKey, in: header, name: X-Key, apiKey: k}
                          other: {type: apiKey, in: header, name: X-Other, apiKey: o}
                        connections:
                          Merged: {baseUrl: SERVER, headers: {x-b: own, X-C: own}, parameters: {b: own, c: own}}
                          Replaced: {baseUrl: SERVER, security: other, forwardHeaders: X-G}
                          Off: {baseUrl: SERVER, security: []}
                        """));
        start();

        RecordedRequest merged = call("Merged");
        assertThat(merged.target()).isEqualTo("/?a=default&b=own&c=own");
        assertThat(List.of(merged.headers("X-A"), merged.headers("X-B"), merged.headers("X-C")))
                .isEqualTo(List.of(List.of("default"), List.of("own"), List.of("own")));
        assertThat(merged.header("X-Key")).isEqualTo("k");

        send("outrest:Replaced", Map.of("X-F", "f", "X-G", "g"));
        RecordedRequest replaced = server.lastRequest();
        assertThat(replaced.header("X-Key")).isNull();
        assertThat(replaced.header("X-Other")).isEqualTo("o");
        assertThat(replaced.header("X-F")).isNull();
        assertThat(replaced.header("X-G")).isEqualTo("g");

        assertThat(call("Off").header("X-Key")).isNull();
        server.answers(500, "{}");
        assertThat(send("outrest:Off").getException()).isInstanceOf(OutrestOperationFailedException.class);
    }

    @Test
    void defaultsOfTheDocumentHoldForBeansAndCode() {
        set("configuration", "file:" + write("a.yaml", "defaults: {headers: {X-All: 'yes'}}"));
        main.bind("Bean", connection(server.url()));
        start();
        registry().put("Code", connection(server.url()));

        assertThat(call("Bean").header("X-All")).isEqualTo("yes");
        assertThat(call("Code").header("X-All")).isEqualTo("yes");
    }

    @Test
    void emptySecurityOfComponentPropertiesSwitchesTheDefaultOff() {
        set(
                "configuration",
                "file:"
                        + write(
                                "a.yaml",
                                """
                defaults: {security: key}
                security: {key: {type: apiKey, in: header, name: X-Key, apiKey: k}}
                """));
        set("connections[Off].baseUrl", server.url());
        set("connections[Off].security", ","); // Camel Main refuses an empty value

        start();

        assertThat(call("Off").header("X-Key")).isNull();
    }

    // --- refused at the start
    // ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{baseUrl: 'http://h', security: kex}             | names the security definition 'kex', which is not known; did you mean 'key'?",
                "{baseUrl: 'http://api.example', security: key}   | baseUrl is plain http, which would show the credentials",
                "{baseUrl: 'http://api.example', security: [key, token]} | baseUrl is plain http, which would show the credentials",
                "{path: /x}                                       | baseUrl is missing",
                "{baseUrl: 'http://h', method: FETCH}             | method",
                "{baseUrl: 'http://h', followRedirects: always}   | followRedirects must be",
                "{baseUrl: 'http://h', httpVersion: 3}            | httpVersion must be auto, 1.1 or 2",
                "{baseUrl: 'http://h', contentType: json}         | contentType must be a media type",
                "{baseUrl: 'http://h', correlationHeader: 'a b'}  | correlationHeader must be the name of a header",
                "{baseUrl: 'http://h', forwardHeaders: ['a b']}   | forwardHeaders has an entry that is no name",
                "{baseUrl: 'http://h', proxy: {host: p}}          | proxy.port is missing",
                "{baseUrl: 'http://h', path: '/{+x}'}             | path has the expression {+x}",
            })
    void connectionThatCannotBeUsedIsRefusedAtTheStart(String connection, String problem) {
        set(
                "configuration",
                "file:"
                        + write(
                                "a.yaml",
                                """
                security:
                  key: {type: apiKey, in: header, name: X-Key, apiKey: hunter2}
                  token: {type: bearer, token: hunter2}
                connections:
                  A: CONNECTION
                """
                                        .replace("CONNECTION", connection)));

        assertThatThrownBy(this::start)
                .hasStackTraceContaining("a.yaml:5: connection 'A': ")
                .hasStackTraceContaining(problem)
                .extracting(ConfigurationTest::stackTrace)
                .asString()
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{baseUrl: 'http://localhost:1', security: key}",
                "{baseUrl: 'http://api.localhost:1', security: key}",
                "{baseUrl: 'http://127.0.0.9:1', security: key}",
                "{baseUrl: 'http://[::1]:1', security: key}",
                "{baseUrl: 'http://api.example', security: key, allowInsecure: true}",
                "{baseUrl: 'http://api.example'}",
                "{baseUrl: 'http://api.example', security: []}",
                "{baseUrl: 'https://api.example', security: key}",
            })
    void credentialsMayGoOverPlainHttpToThisMachineOrWhereThatWasSaid(String connection) {
        set(
                "configuration",
                "file:"
                        + write(
                                "a.yaml",
                                """
                security: {key: {type: apiKey, in: header, name: X-Key, apiKey: k}}
                connections: {A: CONNECTION}
                """
                                        .replace("CONNECTION", connection)));

        start();

        assertThat(registry().names()).containsExactly("A");
    }

    @ParameterizedTest
    @CsvSource({
        "http://id.example/token,  false, false",
        "http://id.example/token,  true,  true",
        "https://id.example/token, false, true",
        "http://127.0.0.1:1/token, false, true",
    })
    void clientSecretGoesOverPlainHttpOnlyWhereThatWasSaid(String tokenUrl, boolean allowed, boolean starts) {
        main.init();
        SecurityDefinition oauth = new SecurityDefinition();
        oauth.setType("oauth2");
        oauth.setTokenUrl(tokenUrl);
        oauth.setClientId("me");
        oauth.setClientSecret("hunter2");
        oauth.setAllowInsecure(allowed);

        if (starts) {
            registry().put("oauth", oauth);
        } else {
            assertThatThrownBy(() -> registry().put("oauth", oauth))
                    .hasMessageContaining("security definition 'oauth': tokenUrl is plain http")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void refusedChangeByCodeChangesNothing() {
        start();
        registry().put("A", connection(server.url() + "/good"));

        assertThatThrownBy(() -> registry().put("A", connection("ftp://h")))
                .isInstanceOf(IllegalArgumentException.class);
        Connection unsecured = connection(server.url());
        unsecured.setSecurity("nobody");
        assertThatThrownBy(() -> registry().put("A", unsecured)).hasMessageContaining("nobody");

        assertThat(call("A").line()).isEqualTo("GET /good");
    }

    @Test
    void importNeedsTheArtifactThatImports() {
        set("configuration", "file:" + write("a.yaml", "openapi:\n  petstore: {spec: 'file:petstore.yaml'}"));

        assertThatThrownBy(this::start)
                .hasStackTraceContaining(
                        "a.yaml:2: openapi.petstore needs the artifact io.outrest:camel-outrest-openapi");
    }

    // --- vocabulary
    // --------------------------------------------------------------------------------------------------------

    private void set(String key, String value) {
        properties.put(COMPONENT + key, value);
    }

    private void start() {
        startWith(null);
    }

    private void startWith(@Nullable ClassLoader classes) {
        properties.forEach(main::addInitialProperty);
        main.init();
        if (classes != null) {
            context().setApplicationContextClassLoader(classes);
        }
        whenInitialized.forEach(Runnable::run);
        main.start();
        context().getComponent("outrest");
    }

    private CamelContext context() {
        return main.getCamelContext();
    }

    private OutrestComponent component() {
        return context().getComponent("outrest", OutrestComponent.class);
    }

    private ConnectionRegistry registry() {
        return component().getRegistry();
    }

    private static Connection connection(String baseUrl) {
        Connection connection = new Connection();
        connection.setBaseUrl(baseUrl);
        return connection;
    }

    private static SecurityDefinition apiKey(String header, String key) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("apiKey");
        definition.setIn("header");
        definition.setName(header);
        definition.setApiKey(key);
        return definition;
    }

    private RecordedRequest call(String connection) {
        Exchange exchange = send("outrest:" + connection);
        if (exchange.getException() != null) {
            throw new AssertionError("no failure was expected", exchange.getException());
        }
        return server.lastRequest();
    }

    private Exchange send(String uri) {
        return send(uri, Map.of());
    }

    private Exchange send(String uri, Map<String, Object> headers) {
        return context()
                .createProducerTemplate()
                .send(uri, exchange -> exchange.getMessage().getHeaders().putAll(headers));
    }

    private static OutrestException failure(Exchange exchange) {
        return Optional.ofNullable(exchange.getException(OutrestException.class))
                .orElseThrow(() -> new AssertionError("a failure was expected", exchange.getException()));
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text.replace("SERVER", server.url()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path ofWorkingDirectory(String name, String text) throws IOException {
        Path file = Files.writeString(Path.of(name), text.replace("SERVER", server.url()));
        ofWorkingDirectory.add(file);
        return file;
    }
}
