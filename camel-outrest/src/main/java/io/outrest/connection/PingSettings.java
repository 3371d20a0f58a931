package io.outrest.connection;

import io.outrest.settings.SettingsOf;
import io.outrest.settings.StatusRanges;
import org.jspecify.annotations.Nullable;

/** The setting {@code ping} of a connection: how to ask whether the API is up. Null is the default. */
public class PingSettings {

    private static final SettingsOf<PingSettings> SETTINGS = SettingsOf.type(PingSettings.class);

    private @Nullable String method;
    private @Nullable String path;
    private @Nullable StatusRanges successStatus;

    public @Nullable String getMethod() {
        return method;
    }

    /** {@code HEAD} unless set. */
    public void setMethod(@Nullable String method) {
        this.method = method;
    }

    public @Nullable String getPath() {
        return path;
    }

    /** Below the base URL, without parameters; the literal beginning of the connection's path unless set. */
    public void setPath(@Nullable String path) {
        this.path = path;
    }

    public @Nullable StatusRanges getSuccessStatus() {
        return successStatus;
    }

    /** What counts as up; every status below 400 unless set. */
    public void setSuccessStatus(@Nullable StatusRanges successStatus) {
        this.successStatus = successStatus;
    }

    /** The same from text. */
    public void setSuccessStatus(@Nullable String successStatus) {
        this.successStatus = successStatus == null ? null : StatusRanges.parse("ping.successStatus", successStatus);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PingSettings ping && SETTINGS.same(this, ping);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }
}
