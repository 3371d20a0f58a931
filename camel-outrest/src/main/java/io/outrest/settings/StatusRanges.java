package io.outrest.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of HTTP status codes, written {@code 200-299,404}.
 *
 * @param ranges at least one
 */
public record StatusRanges(List<Range> ranges) {

    private static final Pattern RANGE = Pattern.compile("(\\d{3})(?:\\s*-\\s*(\\d{3}))?");

    public StatusRanges {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads ranges.
     *
     * @param setting the setting's name, for the error
     * @throws InvalidSetting when the text holds anything else than three-digit codes and ranges of them
     */
    public static StatusRanges parse(String setting, String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            ranges.add(range(setting, part.trim()));
        }
        return new StatusRanges(ranges);
    }

    private static Range range(String setting, String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new InvalidSetting(setting, "'" + text + "' is no range of status codes such as 200-299,404");
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        if (first < 100 || last > 599 || first > last) {
            throw new InvalidSetting(setting, "'" + text + "' must lie between 100 and 599, the lower code first");
        }
        return new Range(first, last);
    }

    /** Whether the code is one of these. */
    public boolean contain(int status) {
        for (Range range : ranges) {
            if (status >= range.first && status <= range.last) {
                return true;
            }
        }
        return false;
    }

    /** Codes from the first to the last, both included. */
    public record Range(int first, int last) {}
}
