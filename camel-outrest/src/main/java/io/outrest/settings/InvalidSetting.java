package io.outrest.settings;

/**
 * A setting that cannot be used. The message names the setting and what would be accepted; it never holds the value of a
 * secret.
 */
public final class InvalidSetting extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String problem;

    /**
     * @param setting the setting's name as it is written in configuration, such as {@code timeout} or {@code tls.clientKey}
     * @param problem the rest of the sentence, such as {@code "must not be negative"}
     */
    public InvalidSetting(String setting, String problem) {
        super(setting + " " + problem);
        this.setting = setting;
        this.problem = problem;
    }

    /** The name of the setting that has to change. */
    public String setting() {
        return setting;
    }

    /** What is wrong with it, as the rest of a sentence. */
    public String problem() {
        return problem;
    }
}
