package io.outrest.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as they are written in configuration: bytes, or {@code KiB}, {@code MiB}, {@code GiB}, a blank allowed. */
public final class Sizes {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(b|kib|mib|gib)?");

    private Sizes() {}

    /**
     * Reads a size.
     *
     * @param setting the setting's name, for the error
     * @param text for example {@code 1048576}, {@code 64 MiB}
     * @return bytes, at least 1
     * @throws InvalidSetting when the text is no such size
     */
    public static long parse(String setting, String text) {
        Matcher size = SIZE.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new InvalidSetting(
                    setting, "'" + text + "' is no size; accepted are bytes or a number with KiB, MiB or GiB");
        }
        return check(setting, multiplied(setting, Long.parseLong(size.group(1)), size.group(2)));
    }

    /** Checks a size that came as a number of bytes. */
    public static long check(String setting, long bytes) {
        if (bytes < 1) {
            throw new InvalidSetting(setting, "must be at least 1 byte");
        }
        return bytes;
    }

    @SuppressWarnings("NullAway") // the unit is null when there is none, and a switch does not take null
    private static long multiplied(String setting, long number, String unit) {
        try {
            return Math.multiplyExact(number, unit == null ? 1L : factor(unit));
        } catch (ArithmeticException e) {
            throw new InvalidSetting(setting, "is larger than this machine can count");
        }
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            default -> 1L;
        };
    }
}
