package io.outrest.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportReport.Operation;
import io.outrest.imports.ImportReport.ParameterRow;
import io.outrest.imports.ImportReport.SecurityDefinitionRow;
import io.outrest.imports.ImportReport.SecurityUse;
import java.util.List;

/** A report in the form that other programs read; what is absent is left out. */
final class ReportJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ReportJson() {}

    static ObjectNode of(ImportReport report) {
        ObjectNode json = NODES.objectNode()
                .put("name", report.name())
                .put("spec", report.spec())
                .put("version", report.version());
        ArrayNode operations = json.putArray("operations");
        report.operations().forEach(row -> operations.add(operation(row)));
        ArrayNode definitions = json.putArray("securityDefinitions");
        report.securityDefinitions().forEach(row -> definitions.add(definition(row)));
        texts(json.putArray("warnings"), report.warnings());
        return json;
    }

    private static ObjectNode operation(Operation row) {
        ObjectNode json = NODES.objectNode().put("name", row.name());
        if (row.operationId() != null) {
            json.put("operationId", row.operationId());
        }
        json.put("method", row.method()).put("path", row.path());
        if (row.baseUrl() != null) {
            json.put("baseUrl", row.baseUrl());
        }
        texts(json.putArray("tags"), row.tags());
        json.put("deprecated", row.deprecated());
        ArrayNode parameters = json.putArray("parameters");
        row.parameters().forEach(parameter -> parameters.add(parameter(parameter)));
        texts(json.putArray("request"), row.request());
        ArrayNode alternatives = json.putArray("security");
        row.security().forEach(together -> {
            ArrayNode uses = alternatives.addArray();
            together.forEach(use -> uses.add(use(use)));
        });
        json.put("status", row.imported() ? "imported" : "skipped");
        if (row.reason() != null) {
            json.put("reason", row.reason());
        }
        return json;
    }

    private static ObjectNode parameter(ParameterRow row) {
        ObjectNode json =
                NODES.objectNode().put("name", row.name()).put("in", row.in()).put("required", row.required());
        if (row.content() != null) {
            return json.put("content", row.content());
        }
        json.put("style", row.style()).put("explode", row.explode());
        return row.allowReserved() ? json.put("allowReserved", true) : json;
    }

    private static ObjectNode use(SecurityUse use) {
        ObjectNode json = NODES.objectNode().put("scheme", use.scheme());
        if (use.definition() != null) {
            json.put("definition", use.definition());
        }
        texts(json.putArray("scopes"), use.scopes());
        return json;
    }

    private static ObjectNode definition(SecurityDefinitionRow row) {
        ObjectNode json = NODES.objectNode()
                .put("name", row.name())
                .put("scheme", row.scheme())
                .put("type", row.type());
        row.settings().forEach(json::put);
        return json;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
