package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.outrest.connection.Connection;
import io.outrest.imports.ImportDifference;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportResult;
import io.outrest.imports.RefusedImport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Looks at documents from the command line: {@code list SPEC}, {@code export SPEC}, {@code diff OLD NEW}. Ends with 0; with 1
 * when a document is refused, which one line on standard error explains; with 2 for wrong usage.
 */
public final class Main {

    private static final int REFUSED = 1;
    private static final int WRONG_USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    /** Prints there, in UTF-8. */
    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Does as the arguments say, and ends the JVM. */
    public static void main(String[] arguments) {
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR"); // a program without a logger is nothing to report
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int status = new Main(out, err).run(arguments);
        out.flush();
        System.exit(status);
    }

    /** The exit status. */
    int run(String... arguments) {
        try {
            CommandLine command = CommandLine.parse(arguments);
            switch (command.action()) {
                case LIST -> list(command);
                case EXPORT -> export(command);
                case DIFF -> diff(command);
                case HELP -> out.print(CommandLine.USAGE);
            }
            return 0;
        } catch (CommandLine.WrongUsage e) {
            err.println(e.getMessage());
            err.print(CommandLine.USAGE);
            return WRONG_USAGE;
        } catch (RefusedImport e) {
            err.println(Quoted.visible(String.valueOf(e.getMessage()), 2000));
            return REFUSED;
        }
    }

    private void list(CommandLine command) {
        ImportResult result = read(command, command.specs().get(0));
        if (command.json()) {
            json(ReportJson.of(result.report()));
        } else {
            new ReportTable(out).print(result.report());
        }
    }

    private void export(CommandLine command) {
        ImportResult result = read(command, command.specs().get(0));
        ObjectNode document = new Export(
                        command.name(), command.settings(command.specs().get(0)).namesBegin(command.name()))
                .of(result.definitions());
        if (command.json()) {
            json(document);
        } else {
            yaml(document);
        }
    }

    private void diff(CommandLine command) {
        ImportResult old = read(command, command.specs().get(0));
        ImportResult now = read(command, command.specs().get(1));
        ImportDifference difference = ImportDifference.between(old.definitions(), now.definitions());
        if (command.json()) {
            json(json(difference));
        } else {
            new DifferenceText(out).print(difference);
        }
    }

    private static ImportResult read(CommandLine command, String spec) {
        ImportRequest request = new ImportRequest(command.name(), command.settings(spec), new Connection(), null, "");
        return new OpenApiImporter().read(request, Main.class.getClassLoader());
    }

    private static ObjectNode json(ImportDifference difference) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        difference.added().forEach(json.putArray("added")::add);
        difference.removed().forEach(json.putArray("removed")::add);
        ArrayNode changed = json.putArray("changed");
        difference.changed().forEach((name, what) -> {
            ArrayNode words = changed.addObject().put("name", name).putArray("what");
            what.forEach(words::add);
        });
        return json;
    }

    private void json(JsonNode node) {
        print(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT), node);
    }

    private void yaml(JsonNode node) {
        YAMLFactory factory = YAMLFactory.builder()
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .build();
        print(new ObjectMapper(factory), node);
    }

    private void print(ObjectMapper mapper, JsonNode node) {
        try {
            out.println(mapper.writeValueAsString(node).stripTrailing());
        } catch (IOException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
