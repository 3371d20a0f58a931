package io.outrest.resilience;

import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.TextLists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The setting {@code baseUrls} of a connection: several places where the API lives. Null is the default. */
public class BaseUrlsSettings {

    private static final SettingsOf<BaseUrlsSettings> SETTINGS = SettingsOf.type(BaseUrlsSettings.class);
    private static final Duration EJECTION = Duration.ofSeconds(5);

    private @Nullable List<String> urls;
    private @Nullable String strategy;
    private @Nullable Duration ejection;

    /** The block with its defaults. */
    public BaseUrlsSettings() {}

    /** Those URLs, with the other defaults of the block. */
    public static BaseUrlsSettings of(List<String> urls) {
        BaseUrlsSettings settings = new BaseUrlsSettings();
        settings.setUrls(urls);
        return settings;
    }

    /** The same from text with commas. */
    public static BaseUrlsSettings parse(String urls) {
        BaseUrlsSettings settings = new BaseUrlsSettings();
        settings.setUrls(urls);
        return settings;
    }

    public @Nullable List<String> getUrls() {
        return urls;
    }

    /** The base URLs in their order, each as {@code baseUrl} may be; at least one. */
    public void setUrls(@Nullable List<String> urls) {
        this.urls = urls == null ? null : trimmed(urls); // a path may have a comma, so that they are not split
    }

    /** The same from text with commas. */
    public void setUrls(@Nullable String urls) {
        this.urls = urls == null ? null : TextLists.parse(urls);
    }

    /** Can be added to, as Camel does with {@code urls[0]}. */
    private static List<String> trimmed(List<String> urls) {
        List<String> trimmed = new ArrayList<>();
        urls.forEach(url -> trimmed.add(url.trim()));
        return trimmed;
    }

    public @Nullable String getStrategy() {
        return strategy;
    }

    /** {@code failover}, which is the default: the first that is up gets all calls; or {@code round-robin}: they take turns. */
    public void setStrategy(@Nullable String strategy) {
        this.strategy = strategy;
    }

    public @Nullable Duration getEjection() {
        return ejection;
    }

    /** How long one that fails is left out before it is asked whether it is back, at first; 5 s unless set. */
    public void setEjection(@Nullable Duration ejection) {
        this.ejection = ejection == null ? null : Durations.check("baseUrls.ejection", ejection);
    }

    /** The same from text. */
    public void setEjection(@Nullable String ejection) {
        setEjection(ejection == null ? (Duration) null : Durations.parse("baseUrls.ejection", ejection));
    }

    /**
     * What the settings amount to; null for none. Whether the URLs are such is not looked at.
     *
     * @throws InvalidSetting when there is no URL, or a setting cannot be used
     */
    public static @Nullable BaseUrlsPolicy policy(@Nullable BaseUrlsSettings settings) {
        if (settings == null) {
            return null;
        }
        List<String> urls = settings.urls == null ? List.of() : settings.urls;
        if (urls.stream().allMatch(String::isBlank)) {
            throw new InvalidSetting("baseUrls", "must have at least one URL");
        }
        Duration ejection = settings.ejection == null ? EJECTION : settings.ejection;
        if (ejection.isZero()) {
            throw new InvalidSetting("baseUrls.ejection", "must be longer than 0");
        }
        return new BaseUrlsPolicy(urls, isRoundRobin(settings.strategy), ejection);
    }

    private static boolean isRoundRobin(@Nullable String strategy) {
        return switch (strategy == null ? "failover" : strategy.trim()) {
            case "failover" -> false;
            case "round-robin" -> true;
            default -> throw new InvalidSetting("baseUrls.strategy", "must be failover or round-robin");
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BaseUrlsSettings settings && SETTINGS.same(this, settings);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }
}
