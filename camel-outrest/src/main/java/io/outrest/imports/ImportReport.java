package io.outrest.imports;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the operations of a document: a row for each that was asked for.
 *
 * @param name of the import
 * @param spec the document
 * @param version that the document says it is written in
 * @param operations in the document's order
 * @param securityDefinitions one per scheme that can be mapped
 * @param warnings what was left out or understood in a certain way
 * @param difference to what the import gave before; all is new the first time
 */
public record ImportReport(
        String name,
        String spec,
        String version,
        List<Operation> operations,
        List<SecurityDefinitionRow> securityDefinitions,
        List<String> warnings,
        ImportDifference difference) {

    public ImportReport {
        operations = List.copyOf(operations);
        securityDefinitions = List.copyOf(securityDefinitions);
        warnings = List.copyOf(warnings);
    }

    /**
     * An operation.
     *
     * @param name of its connection
     * @param operationId null when it has none
     * @param baseUrl its server, with variables filled in; null when it has none that can be read
     * @param request media types of the body, in the document's order
     * @param security what it needs: alternatives of schemes that are needed together
     * @param reason why it was skipped; null when it was imported
     */
    public record Operation(
            String name,
            @Nullable String operationId,
            String method,
            String path,
            @Nullable String baseUrl,
            List<String> tags,
            boolean deprecated,
            List<ParameterRow> parameters,
            List<String> request,
            List<List<SecurityUse>> security,
            @Nullable String reason) {

        public Operation {
            tags = List.copyOf(tags);
            parameters = List.copyOf(parameters);
            request = List.copyOf(request);
            security = List.copyOf(security);
        }

        /** Whether it became a connection. */
        public boolean imported() {
            return reason == null;
        }
    }

    /**
     * A parameter.
     *
     * @param style null when it is written as {@code content} says
     * @param explode null when there is no style
     * @param content its media type, or null
     */
    public record ParameterRow(
            String name,
            String in,
            boolean required,
            @Nullable String style,
            @Nullable Boolean explode,
            boolean allowReserved,
            @Nullable String content) {}

    /**
     * A scheme that an operation needs.
     *
     * @param definition the security definition that stands for it; null when it cannot be mapped
     */
    public record SecurityUse(String scheme, @Nullable String definition, List<String> scopes) {
        public SecurityUse {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * A security definition.
     *
     * @param settings what the document says for it, by the names of our settings
     * @param missing settings that a user has to fill in
     */
    public record SecurityDefinitionRow(
            String name, String scheme, String type, Map<String, String> settings, List<String> missing) {
        public SecurityDefinitionRow {
            missing = List.copyOf(missing);
        }
    }

    /** This report as one of what is different from before. */
    public ImportReport with(ImportDifference otherDifference) {
        return new ImportReport(name, spec, version, operations, securityDefinitions, warnings, otherDifference);
    }

    /** The number of operations that became connections. */
    public long imported() {
        return operations.stream().filter(Operation::imported).count();
    }
}
