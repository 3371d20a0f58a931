package io.outrest.openapi;

import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.Definitions;
import io.outrest.connection.Definitions.Defined;
import io.outrest.connection.ParameterSettings;
import io.outrest.imports.ImportDifference;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportReport.SecurityUse;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportResult;
import io.outrest.imports.ImportSettings;
import io.outrest.request.Methods;
import io.outrest.resilience.BaseUrlsSettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import io.outrest.settings.SettingsOf;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Encoding;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.servers.Server;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a connection of each operation, and a definition of each security scheme. For one import. */
final class Mapping {

    private static final SettingsOf<ParameterSettings> PARAMETER = SettingsOf.type(ParameterSettings.class);
    private static final int LONGEST_DESCRIPTION = 200;

    private final ImportRequest request;
    private final ImportSettings settings;
    private final Loaded loaded;
    private final Contents contents;
    private final SwaggerModel model;
    private final ServerUrl servers;
    private final Schemes schemes;
    private final String prefix;
    private final Shared shared = new Shared();
    private final Map<String, Defined<Connection>> connections = new LinkedHashMap<>();
    private final List<ImportReport.Operation> rows = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Mapping(ImportRequest request, Loaded loaded, Contents contents) {
        this.request = request;
        this.settings = request.settings();
        this.loaded = loaded;
        this.contents = contents;
        this.model = new SwaggerModel(loaded.version());
        this.prefix = settings.namesBegin(request.name());
        this.servers = new ServerUrl(
                Objects.requireNonNullElse(settings.getServerVariables(), Map.of()),
                loaded.source().address());
        this.schemes =
                new Schemes(prefix, Objects.requireNonNullElse(settings.getSecurity(), Map.of()), this::absolute);
    }

    /**
     * What comes of it.
     *
     * @throws InvalidSetting when the import asks for something that the document does not have
     */
    ImportResult result(Set<Path> files) {
        contents.schemes().forEach(scheme -> schemes.add(scheme, model));
        checkSchemes();
        operations();
        checkServerVariables();
        List<String> all = new ArrayList<>(contents.warnings());
        all.addAll(schemes.warnings());
        all.addAll(warnings);
        Definitions definitions = new Definitions(
                request.source(), new Connection(), connections, definitions(), new Definitions.Import(prefix, false));
        ImportReport report = new ImportReport(
                request.name(),
                loaded.source().label(),
                loaded.version().text(),
                rows,
                schemes.rows(),
                all.stream().distinct().toList(),
                ImportDifference.between(Definitions.none(request.source()), definitions));
        return new ImportResult(definitions, report, files);
    }

    private void checkSchemes() {
        for (String scheme : Objects.requireNonNullElse(settings.getSecurity(), Map.<String, String>of())
                .keySet()) {
            if (!schemes.names().contains(scheme)) {
                throw new InvalidSetting(
                        "security",
                        "names the scheme '" + scheme + "', which the document does not have"
                                + NearestNames.hint(scheme, schemes.names()));
            }
        }
    }

    private void checkServerVariables() {
        if (settings.getServerVariables() == null || ownBaseUrl() != null) {
            return;
        }
        for (String variable : settings.getServerVariables().keySet()) {
            if (!servers.known().contains(variable)) {
                throw new InvalidSetting(
                        "serverVariables",
                        "has '" + variable + "', which no server of the document has"
                                + NearestNames.hint(variable, servers.known()));
            }
        }
    }

    private Map<String, Defined<SecurityDefinition>> definitions() {
        Map<String, Defined<SecurityDefinition>> definitions = new LinkedHashMap<>();
        schemes.definitions()
                .forEach((scheme, definition) ->
                        definitions.put(prefix + scheme, new Defined<>(definition, null, request.source())));
        return definitions;
    }

    private void operations() {
        Selection selection = new Selection(settings.getInclude(), settings.getExclude());
        List<String> names = Names.of(contents.operations());
        List<Selection.Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            OperationNode operation = contents.operations().get(i);
            Selection.Candidate candidate = candidate(names.get(i), operation);
            candidates.add(candidate);
            if (selection.takes(candidate)) {
                rows.add(new Row(operation, candidate).make());
            }
        }
        warnings.addAll(selection.unmatched(candidates));
    }

    private static Selection.Candidate candidate(String name, OperationNode operation) {
        List<String> tags = new ArrayList<>();
        operation.node().path("tags").forEach(tag -> tags.add(tag.asText()));
        return new Selection.Candidate(
                operation.node().path("operationId").asText(""),
                name,
                operation.method(),
                operation.path(),
                tags,
                operation.node().path("deprecated").asBoolean());
    }

    /** A URL of the document other than a server's, which is relative to the API's first server; null for none to go to. */
    private @Nullable String absolute(@Nullable String url) {
        if (url == null || url.isBlank()) {
            return null;
        }
        try {
            URI uri = new URI(url.trim());
            if (!uri.isAbsolute()) {
                String own = ownBaseUrl();
                String base = own == null ? firstServer() : own;
                if (base == null) {
                    return null;
                }
                uri = new URI(base).resolve(uri);
            }
            return uri.getHost() != null && ServerUrl.isLinkLocal(uri.getHost()) ? null : uri.toString();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** What stands in the place of the servers of the document; the first where there are several. */
    private @Nullable String ownBaseUrl() {
        BaseUrlsSettings several = request.connection().getBaseUrls();
        List<String> urls = several == null ? null : several.getUrls();
        return urls == null || urls.isEmpty() ? settings.getBaseUrl() : urls.get(0);
    }

    private @Nullable String firstServer() {
        try {
            return servers.of(model.server(contents.server()));
        } catch (Unusable e) {
            return null;
        }
    }

    /** One operation on its way to a connection; what has been found out so far stands in the report either way. */
    private final class Row {

        private final OperationNode node;
        private final Selection.Candidate candidate;
        private final String name;
        private @Nullable String baseUrl;
        private List<ImportReport.ParameterRow> parameters = List.of();
        private List<String> bodyTypes = List.of();
        private List<List<SecurityUse>> security = List.of();
        private @Nullable String problem;

        Row(OperationNode node, Selection.Candidate candidate) {
            this.node = node;
            this.candidate = candidate;
            this.name = prefix + candidate.name();
        }

        ImportReport.Operation make() {
            try {
                if (node.problem() != null) {
                    throw new Unusable(node.problem());
                }
                Connection connection = connection(model.operation(node.node()));
                check(connection);
                connections.put(name, new Defined<>(connection, request.problem(), request.source()));
                return row(null);
            } catch (Unusable e) {
                return row(e.getMessage());
            }
        }

        private Connection connection(Operation operation) {
            security = shared.of(Requirements.alternatives(operation.getSecurity(), schemes));
            Map<String, Encoding> fields = body(operation);
            String method = tried(this::method);
            String path = tried(this::path);
            baseUrl = tried(() -> baseUrl(operation));
            Parameters read = tried(() -> Parameters.of(operation, path == null ? node.path() : path, fields, shared));
            parameters = read == null ? List.of() : shared.of(List.copyOf(read.rows()));
            List<Object> needed = tried(() -> security(operation));
            if (problem != null || read == null) {
                throw new Unusable(String.valueOf(problem));
            }
            read.warnings()
                    .forEach(warning -> warnings.add(Quoted.visible(name, LONGEST_DESCRIPTION) + ": " + warning));

            Connection connection = new Connection();
            connection.setBaseUrl(baseUrl);
            connection.setPath(path);
            connection.setMethod(method);
            connection.setDescription(description(operation));
            connection.setTags(tags());
            connection.setDeclared(read.declared());
            connection.setContentType(MediaTypes.written(bodyTypes));
            connection.setAccept(accept(operation));
            connection.setSecurity(needed);
            return request.connection().over(connection);
        }

        /** Goes on where something is wrong, so that the report tells as much as there is; the first problem is the reason. */
        private <T> @Nullable T tried(Supplier<@Nullable T> part) {
            try {
                return part.get();
            } catch (Unusable e) {
                problem = problem == null ? e.getMessage() : problem;
                return null;
            }
        }

        private @Nullable List<String> tags() {
            List<String> tags =
                    candidate.tags().stream().filter(tag -> !tag.contains("{{")).toList();
            return tags.isEmpty() ? null : shared.of(tags);
        }

        private String method() {
            try {
                return Objects.requireNonNull(Methods.parse("method", node.method()));
            } catch (InvalidSetting e) {
                throw new Unusable("the method " + Quoted.quoted(node.method(), 20) + " is not supported");
            }
        }

        private String path() {
            if (!node.path().startsWith("/")) {
                throw new Unusable("its path does not begin with /");
            }
            if (node.path().startsWith("//") || node.path().contains("{{")) {
                throw new Unusable(
                        "its path has " + (node.path().contains("{{") ? "{{" : "an empty segment at its beginning"));
            }
            int fragment = node.path().indexOf('#');
            return fragment < 0 ? node.path() : node.path().substring(0, fragment); // it only tells operations apart
        }

        private String baseUrl(Operation operation) {
            String own = ownBaseUrl();
            if (own != null) {
                return own;
            }
            List<Server> known = operation.getServers();
            if (known == null || known.isEmpty()) {
                throw new Unusable("its server cannot be read");
            }
            return shared.text(servers.of(known.get(0)));
        }

        /** Remembers the media types of the body, and gives the fields of the form where it is one. */
        private @Nullable Map<String, Encoding> body(Operation operation) {
            Content content = operation.getRequestBody() == null
                    ? null
                    : operation.getRequestBody().getContent();
            if (content == null) {
                return null;
            }
            bodyTypes = shared.of(List.copyOf(content.keySet()));
            String written = MediaTypes.written(bodyTypes);
            MediaType chosen = written == null ? null : content.get(written);
            boolean form = written != null
                    && (written.startsWith("multipart/") || written.startsWith("application/x-www-form-urlencoded"));
            return form && chosen != null ? chosen.getEncoding() : null;
        }

        private @Nullable String accept(Operation operation) {
            if (operation.getResponses() == null) {
                return null;
            }
            Set<String> types = new LinkedHashSet<>();
            operation.getResponses().forEach((status, response) -> {
                if (status.startsWith("2")) {
                    types.addAll(types(response));
                }
            });
            ApiResponse otherwise = operation.getResponses().get(ApiResponses.DEFAULT);
            if (types.isEmpty() && otherwise != null) {
                types.addAll(types(otherwise));
            }
            String accepted = MediaTypes.accepted(List.copyOf(types));
            return accepted == null ? null : shared.text(accepted);
        }

        private static Set<String> types(ApiResponse response) {
            return response.getContent() == null
                    ? Set.of()
                    : response.getContent().keySet();
        }

        private @Nullable String description(Operation operation) {
            String summary = operation.getSummary();
            return summary == null || summary.isBlank() || summary.contains("{{")
                    ? null
                    : Quoted.visible(summary.strip(), LONGEST_DESCRIPTION);
        }

        /** The setting; null when the document says nothing about it, or the import itself. */
        private @Nullable List<Object> security(Operation operation) {
            boolean ofDocument =
                    operation.getSecurity() != null && request.connection().getSecurity() == null;
            return ofDocument ? shared.of(Requirements.setting(security)) : null;
        }

        private void check(Connection connection) {
            try {
                ConnectionRegistry.check(name, connection);
            } catch (IllegalArgumentException e) {
                String problem = e.getCause() instanceof InvalidSetting setting
                        ? String.valueOf(setting.getMessage())
                        : String.valueOf(e.getMessage());
                if (!(e.getCause() instanceof InvalidSetting setting) || !leavesOutDefault(connection, setting)) {
                    throw new Unusable(Quoted.visible(problem, 300));
                }
                warnings.add(name + ": " + Quoted.visible(problem, 300) + "; this default is left out");
                check(connection);
            }
        }

        /** A default of the document that cannot be sent keeps nobody from giving a value. */
        private boolean leavesOutDefault(Connection connection, InvalidSetting wrong) {
            Map<String, ParameterSettings> declared =
                    new LinkedHashMap<>(Objects.requireNonNullElse(connection.getDeclared(), Map.of()));
            for (Map.Entry<String, ParameterSettings> entry : declared.entrySet()) {
                if (wrong.setting().equals("declared." + entry.getKey() + ".default")
                        && entry.getValue().getDefault() != null) {
                    ParameterSettings without = PARAMETER.copy(entry.getValue());
                    without.setDefault(null);
                    entry.setValue(shared.settings(without));
                    connection.setDeclared(declared);
                    return true;
                }
            }
            return false;
        }

        private ImportReport.Operation row(@Nullable String reason) {
            String id = candidate.id();
            return new ImportReport.Operation(
                    name,
                    id.isEmpty() ? null : id,
                    candidate.method(),
                    candidate.path(),
                    baseUrl,
                    candidate.tags(),
                    candidate.deprecated(),
                    parameters,
                    bodyTypes,
                    security,
                    reason);
        }
    }
}
