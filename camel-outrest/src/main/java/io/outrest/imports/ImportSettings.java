package io.outrest.imports;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.TextLists;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an import, apart from those of a connection, which an import may have too, for all of its connections: a
 * JavaBean. It is the one list of them. What a setting means is described in the reference. Null is not set.
 */
public class ImportSettings {

    /** The settings by name. */
    public static final SettingsOf<ImportSettings> SETTINGS = SettingsOf.type(ImportSettings.class);

    private @Nullable String spec;
    private @Nullable List<String> include;
    private @Nullable List<String> exclude;
    private @Nullable String prefix;
    private @Nullable String baseUrl;
    private @Nullable Map<String, String> serverVariables;
    private @Nullable Map<String, String> security;
    private @Nullable List<String> references;
    private @Nullable Boolean allowPrivate;
    private @Nullable ImportLimits limits;

    public @Nullable String getSpec() {
        return spec;
    }

    /** The document: {@code file:}, {@code classpath:}, {@code https:}, {@code http:}, or {@code text:} and the text itself. */
    public void setSpec(@Nullable String spec) {
        this.spec = spec;
    }

    public @Nullable List<String> getInclude() {
        return include;
    }

    /**
     * Which operations become connections: an operation id with {@code *} for any characters, {@code tag:NAME},
     * {@code METHOD /path/**}, or {@code deprecated}; all unless set.
     */
    public void setInclude(@Nullable List<String> include) {
        this.include = include == null ? null : TextLists.normal(include);
    }

    /** The same from text with commas. */
    public void setInclude(@Nullable String include) {
        this.include = include == null ? null : TextLists.parse(include);
    }

    public @Nullable List<String> getExclude() {
        return exclude;
    }

    /** Which of those do not, written in the same way; none unless set. */
    public void setExclude(@Nullable List<String> exclude) {
        this.exclude = exclude == null ? null : TextLists.normal(exclude);
    }

    /** The same from text with commas. */
    public void setExclude(@Nullable String exclude) {
        this.exclude = exclude == null ? null : TextLists.parse(exclude);
    }

    public @Nullable String getPrefix() {
        return prefix;
    }

    /** Stands with a slash in front of all names; the name of the import unless set, empty for none. */
    public void setPrefix(@Nullable String prefix) {
        this.prefix = prefix;
    }

    public @Nullable String getBaseUrl() {
        return baseUrl;
    }

    /** Where the API lives; as the document says unless set. */
    public void setBaseUrl(@Nullable String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public @Nullable Map<String, String> getServerVariables() {
        return serverVariables;
    }

    /** Values of the variables in the document's server URLs; their defaults unless set. */
    public void setServerVariables(@Nullable Map<String, ?> serverVariables) {
        this.serverVariables = texts(serverVariables);
    }

    public @Nullable Map<String, String> getSecurity() {
        return security;
    }

    /** Names of security definitions by the names of the document's schemes, for those that are defined elsewhere. */
    public void setSecurity(@Nullable Map<String, ?> security) {
        this.security = texts(security);
    }

    public @Nullable List<String> getReferences() {
        return references;
    }

    /** Beginnings of the URLs to which references in the document are followed; none unless set. */
    public void setReferences(@Nullable List<String> references) {
        this.references = references == null ? null : TextLists.normal(references);
    }

    /** The same from text with commas. */
    public void setReferences(@Nullable String references) {
        this.references = references == null ? null : TextLists.parse(references);
    }

    public @Nullable Boolean getAllowPrivate() {
        return allowPrivate;
    }

    /** Whether documents may be fetched from private and local addresses; false unless set. */
    public void setAllowPrivate(@Nullable Boolean allowPrivate) {
        this.allowPrivate = allowPrivate;
    }

    public @Nullable ImportLimits getLimits() {
        return limits;
    }

    /** How large the document may be. */
    public void setLimits(@Nullable ImportLimits limits) {
        this.limits = limits;
    }

    /**
     * The names that this import gives begin with this.
     *
     * @param name of the import
     */
    public String namesBegin(String name) {
        String first = prefix == null ? name : prefix;
        return first.isEmpty() ? "" : first + "/";
    }

    /**
     * The document.
     *
     * @throws InvalidSetting when it is not set
     */
    public String mandatorySpec() {
        if (spec == null || spec.isBlank()) {
            throw new InvalidSetting("spec", "is missing: the document, as file:, classpath:, https: or text:");
        }
        return spec;
    }

    private static @Nullable Map<String, String> texts(@Nullable Map<String, ?> values) {
        if (values == null) {
            return null;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImportSettings settings && SETTINGS.same(this, settings);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }

    /** The document's address without what may be private in it is not known here, so nothing is printed. */
    @Override
    public String toString() {
        return "import";
    }
}
