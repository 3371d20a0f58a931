package io.outrest.connection;

import io.outrest.request.Parameter;
import io.outrest.request.Parameter.Place;
import io.outrest.request.Parameter.Style;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import io.outrest.settings.SettingsOf;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the setting {@code declared} of a connection: how a parameter is written that the path template says nothing
 * about. Null is what OpenAPI has where nothing is said. Connections may share one; once registered it must not be changed.
 */
public class ParameterSettings {

    private static final SettingsOf<ParameterSettings> SETTINGS = SettingsOf.type(ParameterSettings.class);

    private @Nullable Style style;
    private @Nullable Boolean explode;
    private @Nullable Boolean required;
    private @Nullable Boolean allowReserved;
    private @Nullable String contentType;
    private @Nullable Object defaultValue;

    public @Nullable Style getStyle() {
        return style;
    }

    /** {@code simple} in path and headers, else {@code form}, unless set. */
    public void setStyle(@Nullable Style style) {
        this.style = style;
    }

    /** The same as OpenAPI writes it. */
    public void setStyle(@Nullable String style) {
        this.style = style == null ? null : Style.parse(style);
    }

    public @Nullable Boolean getExplode() {
        return explode;
    }

    /** Whether elements of lists and maps stand for themselves; unless set, true for the styles form and cookie. */
    public void setExplode(@Nullable Boolean explode) {
        this.explode = explode;
    }

    public @Nullable Boolean getRequired() {
        return required;
    }

    /** Whether a call without it is refused; false unless set, but in the path. */
    public void setRequired(@Nullable Boolean required) {
        this.required = required;
    }

    public @Nullable Boolean getAllowReserved() {
        return allowReserved;
    }

    /** Whether reserved characters stay as they are, so far as that is safe; false unless set. */
    public void setAllowReserved(@Nullable Boolean allowReserved) {
        this.allowReserved = allowReserved;
    }

    public @Nullable String getContentType() {
        return contentType;
    }

    /** The media type that the value is written in, instead of a style. */
    public void setContentType(@Nullable String contentType) {
        this.contentType = contentType;
    }

    public @Nullable Object getDefault() {
        return defaultValue;
    }

    /** Text, a list or a map that is sent where nothing else has a value. */
    public void setDefault(@Nullable Object defaultValue) {
        this.defaultValue = defaultValue;
    }

    /**
     * The parameters of the setting {@code declared}, in its order.
     *
     * @throws InvalidSetting that names the entry
     */
    static List<Parameter> parameters(Map<String, ParameterSettings> declared) {
        return declared.entrySet().stream()
                .map(entry -> parameter(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * Checks an entry of the setting {@code declared}.
     *
     * @param key place and name
     * @throws InvalidSetting that names the entry
     */
    public static void check(String key, ParameterSettings settings) {
        parameter(key, settings);
    }

    private static Parameter parameter(String key, ParameterSettings settings) {
        int dot = key.indexOf('.');
        Place place = place(key, dot < 0 ? key : key.substring(0, dot));
        try {
            return settings.parameter(key.substring(dot + 1), place);
        } catch (InvalidSetting e) {
            boolean ofTheKey = e.setting().equals("name");
            throw new InvalidSetting("declared." + key + (ofTheKey ? "" : "." + e.setting()), e.problem());
        }
    }

    private static Place place(String key, String written) {
        for (Place place : Place.values()) {
            if (place.toString().equals(written) && key.length() > written.length() + 1) {
                return place;
            }
        }
        List<String> places = Arrays.stream(Place.values()).map(Place::toString).toList();
        throw new InvalidSetting(
                "declared." + key,
                "must be a place and a name, such as query.tags; places are " + String.join(", ", places)
                        + (places.contains(written) ? "" : NearestNames.hint(written, places)));
    }

    private Parameter parameter(String name, Place place) {
        Style chosen = style == null ? place.standard() : style;
        return new Parameter(
                name,
                place,
                chosen,
                explode == null ? chosen.explodes() : explode,
                Boolean.TRUE.equals(required),
                Boolean.TRUE.equals(allowReserved),
                contentType,
                defaultValue);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParameterSettings settings && SETTINGS.same(this, settings);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }
}
