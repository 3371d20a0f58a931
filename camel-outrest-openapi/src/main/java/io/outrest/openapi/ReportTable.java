package io.outrest.openapi;

import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportReport.Operation;
import io.outrest.imports.ImportReport.SecurityDefinitionRow;
import io.outrest.imports.ImportReport.SecurityUse;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A report as a table that people read. */
final class ReportTable {

    private static final int WIDEST = 60;

    private final PrintStream out;

    ReportTable(PrintStream out) {
        this.out = out;
    }

    void print(ImportReport report) {
        out.printf("%s: %s, version %s%n%n", report.name(), report.spec(), report.version());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "METHOD", "PATH", "SECURITY", "STATUS"));
        report.operations().forEach(operation -> rows.add(row(operation)));
        print(rows);
        long imported = report.imported();
        out.printf(
                "%n%d operations: %d imported, %d skipped%n",
                report.operations().size(), imported, report.operations().size() - imported);
        bases(report).forEach(base -> out.println("at " + base));
        report.securityDefinitions().forEach(definition -> out.println(Quoted.visible(line(definition), 500)));
        report.warnings().forEach(warning -> out.println("warning: " + Quoted.visible(warning, 500)));
    }

    /** What the document says for it stands there too: above all where a secret would go. */
    private static String line(SecurityDefinitionRow definition) {
        String settings = definition.settings().entrySet().stream()
                .map(setting -> ", " + setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining());
        return "security definition " + definition.name() + " (" + definition.type() + settings + ") waits for "
                + String.join(", ", definition.missing());
    }

    private static List<String> bases(ImportReport report) {
        return report.operations().stream()
                .filter(operation -> operation.imported() && operation.baseUrl() != null)
                .map(operation -> String.valueOf(operation.baseUrl()))
                .distinct()
                .toList();
    }

    private static List<String> row(Operation operation) {
        return List.of(
                Quoted.visible(operation.name(), 200),
                Quoted.visible(operation.method(), 20),
                Quoted.visible(operation.path(), 200),
                Quoted.visible(security(operation), 200),
                operation.imported()
                        ? "imported"
                        : "skipped: " + Quoted.visible(String.valueOf(operation.reason()), 300));
    }

    private static String security(Operation operation) {
        return operation.security().stream()
                .map(together -> together.isEmpty()
                        ? "none"
                        : together.stream().map(SecurityUse::scheme).collect(Collectors.joining(" and ")))
                .collect(Collectors.joining(", or "));
    }

    private void print(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], Math.min(WIDEST, row.get(i).length()));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()) + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
