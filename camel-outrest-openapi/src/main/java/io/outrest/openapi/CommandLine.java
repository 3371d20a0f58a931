package io.outrest.openapi;

import io.outrest.imports.ImportSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param specs as they are written
 * @param name of the import
 */
record CommandLine(
        Action action,
        List<String> specs,
        String name,
        List<String> include,
        List<String> exclude,
        @Nullable String baseUrl,
        boolean allowPrivate,
        boolean json) {

    static final String USAGE =
            """
            usage: list SPEC [options]       prints the operations of a document
                   export SPEC [options]     prints the outrest.yaml that importing it amounts to
                   diff OLD NEW [options]    prints what is different in the new document
            SPEC is a file, or a URL of http or https. Options:
              --name NAME          of the import; the file's name without extension unless given
              --include WHAT       operationId or glob, tag:NAME, "METHOD /path/**", deprecated; may be repeated
              --exclude WHAT       likewise
              --base-url URL       where the API lives, instead of what the document says
              --allow-private      fetches documents from private and local addresses too
              --json               prints JSON
            """;

    private static final Pattern LOCATED = Pattern.compile("(?i)(https?|file|classpath|text):.*", Pattern.DOTALL);

    /** What to do. */
    enum Action {
        LIST(1),
        EXPORT(1),
        DIFF(2),
        HELP(0);

        private final int specs;

        Action(int specs) {
            this.specs = specs;
        }
    }

    /** A command line that cannot be understood; the message is one line. */
    static final class WrongUsage extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WrongUsage(String message) {
            super(message);
        }
    }

    /** @throws WrongUsage when it is no command line of ours */
    static CommandLine parse(String... arguments) {
        List<String> plain = new ArrayList<>();
        List<String> include = new ArrayList<>();
        List<String> exclude = new ArrayList<>();
        String name = null;
        String baseUrl = null;
        boolean allowPrivate = false;
        boolean json = false;
        Words words = new Words(arguments);
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "--name" -> name = words.valueOf(word);
                case "--include" -> include.add(words.valueOf(word));
                case "--exclude" -> exclude.add(words.valueOf(word));
                case "--base-url" -> baseUrl = words.valueOf(word);
                case "--allow-private" -> allowPrivate = true;
                case "--json" -> json = true;
                case "--help", "-h" -> {
                    return new CommandLine(Action.HELP, List.of(), "", List.of(), List.of(), null, false, false);
                }
                default -> {
                    if (word.startsWith("-") && word.length() > 1) {
                        throw new WrongUsage("there is no option " + Quoted.visible(word, 40));
                    }
                    plain.add(word);
                }
            }
        }
        if (plain.isEmpty()) {
            throw new WrongUsage("say what to do: list, export or diff");
        }
        Action action = action(plain.contains("--help") ? "--help" : plain.remove(0));
        if (action == Action.HELP) {
            plain.clear();
        }
        if (plain.size() != action.specs) {
            throw new WrongUsage(action.name().toLowerCase(Locale.ROOT) + " takes "
                    + (action.specs == 1 ? "one document" : action.specs + " documents") + ", not " + plain.size());
        }
        String named = name == null && !plain.isEmpty() ? nameOf(plain.get(0)) : name;
        return new CommandLine(
                action, plain, named == null ? "" : named, include, exclude, baseUrl, allowPrivate, json);
    }

    private static Action action(String word) {
        return switch (word) {
            case "list" -> Action.LIST;
            case "export" -> Action.EXPORT;
            case "diff" -> Action.DIFF;
            case "help" -> Action.HELP;
            default -> throw new WrongUsage("there is no command " + Quoted.visible(word, 40));
        };
    }

    /** The file's name without its last extension. */
    static String nameOf(String spec) {
        if (spec.startsWith("text:")) {
            return "text";
        }
        String path = spec.replaceFirst("[?#].*", "").replaceFirst("^(?i)(file|classpath):", "");
        Path file = Path.of(path.replaceFirst("^(?i)https?://", "")).getFileName();
        String last = file == null ? spec : file.toString();
        int dot = last.lastIndexOf('.');
        return dot > 0 ? last.substring(0, dot) : last;
    }

    /** Settings of the import of one of the documents. */
    ImportSettings settings(String spec) {
        ImportSettings settings = new ImportSettings();
        settings.setSpec(LOCATED.matcher(spec).matches() ? spec : "file:" + spec);
        settings.setInclude(include.isEmpty() ? null : include);
        settings.setExclude(exclude.isEmpty() ? null : exclude);
        settings.setBaseUrl(baseUrl);
        settings.setAllowPrivate(allowPrivate);
        return settings;
    }

    /** The words of the command line, one after the other. */
    private static final class Words {

        private final String[] words;
        private int next;

        Words(String[] words) {
            this.words = words;
        }

        boolean more() {
            return next < words.length;
        }

        String next() {
            return words[next++];
        }

        String valueOf(String option) {
            if (!more()) {
                throw new WrongUsage(option + " needs a value");
            }
            return next();
        }
    }
}
