package io.outrest.imports;

import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.Sizes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The setting {@code limits} of an import: how large a document may be that somebody else has written. What goes beyond one is
 * refused with the name of that one. Null is the default.
 */
public class ImportLimits {

    private static final SettingsOf<ImportLimits> SETTINGS = SettingsOf.type(ImportLimits.class);

    private @Nullable Long size;
    private @Nullable Long expanded;
    private @Nullable Integer values;
    private @Nullable Integer depth;
    private @Nullable Integer aliases;
    private @Nullable Integer references;
    private @Nullable Integer operations;
    private @Nullable Duration time;

    public @Nullable Long getSize() {
        return size;
    }

    /** Bytes of the document, and of each that it refers to; 32 MiB unless set. */
    public void setSize(@Nullable Long size) {
        this.size = size == null ? null : Sizes.check("limits.size", size);
    }

    /** The same from text. */
    public void setSize(@Nullable String size) {
        this.size = size == null ? null : Sizes.parse("limits.size", size);
    }

    public @Nullable Long getExpanded() {
        return expanded;
    }

    /** Characters of all documents of the import together once YAML's aliases are filled in; 128 MiB unless set. */
    public void setExpanded(@Nullable Long expanded) {
        this.expanded = expanded == null ? null : Sizes.check("limits.expanded", expanded);
    }

    /** The same from text. */
    public void setExpanded(@Nullable String expanded) {
        this.expanded = expanded == null ? null : Sizes.parse("limits.expanded", expanded);
    }

    public @Nullable Integer getValues() {
        return values;
    }

    /** Values of all documents of the import together once YAML's aliases are filled in; 5,000,000 unless set. */
    public void setValues(@Nullable Integer values) {
        this.values = positive("limits.values", values);
    }

    public @Nullable Integer getDepth() {
        return depth;
    }

    /** Levels of lists and mappings within each other; 200 unless set, 1,000 at most. */
    public void setDepth(@Nullable Integer depth) {
        if (depth != null && depth > 1000) {
            throw new InvalidSetting("limits.depth", "must be 1000 at most");
        }
        this.depth = positive("limits.depth", depth);
    }

    public @Nullable Integer getAliases() {
        return aliases;
    }

    /** Uses of YAML's aliases; 10,000 unless set. */
    public void setAliases(@Nullable Integer aliases) {
        this.aliases = positive("limits.aliases", aliases);
    }

    public @Nullable Integer getReferences() {
        return references;
    }

    /** References ({@code $ref}) that are followed; 100,000 unless set. */
    public void setReferences(@Nullable Integer references) {
        this.references = positive("limits.references", references);
    }

    public @Nullable Integer getOperations() {
        return operations;
    }

    /** Operations of a document; 10,000 unless set. */
    public void setOperations(@Nullable Integer operations) {
        this.operations = positive("limits.operations", operations);
    }

    public @Nullable Duration getTime() {
        return time;
    }

    /** For the whole import; 30 s unless set. */
    public void setTime(@Nullable Duration time) {
        this.time = time == null ? null : Durations.check("limits.time", time);
    }

    /** The same from text. */
    public void setTime(@Nullable String time) {
        this.time = time == null ? null : Durations.parse("limits.time", time);
    }

    private static @Nullable Integer positive(String setting, @Nullable Integer number) {
        if (number != null && number < 1) {
            throw new InvalidSetting(setting, "must be at least 1");
        }
        return number;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImportLimits limits && SETTINGS.same(this, limits);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }
}
