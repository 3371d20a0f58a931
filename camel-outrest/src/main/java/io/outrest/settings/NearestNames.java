package io.outrest.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds what somebody probably meant to write. */
public final class NearestNames {

    private static final int AT_MOST = 3;
    private static final int WORD = 3;

    private NearestNames() {}

    /**
     * Up to three known names that are similar to the given one, the most similar first; else some that begin or end with it;
     * empty when there are none.
     */
    public static List<String> to(String name, Collection<String> known) {
        List<String> written = known.stream()
                .filter(candidate -> letters(candidate).equals(letters(name)))
                .sorted()
                .limit(AT_MOST)
                .toList();
        if (!written.isEmpty()) {
            return written; // only case, dashes or blanks are wrong
        }
        List<String> similar = similar(name, known);
        return similar.isEmpty() && name.length() >= WORD ? longer(name, known) : similar;
    }

    private static String letters(String name) {
        return name.replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
    }

    private static List<String> longer(String name, Collection<String> known) {
        String word = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(candidate -> candidate.toLowerCase(Locale.ROOT).startsWith(word)
                        || candidate.toLowerCase(Locale.ROOT).endsWith(word))
                .sorted()
                .limit(AT_MOST)
                .toList();
    }

    private static List<String> similar(String name, Collection<String> known) {
        return known.stream()
                .map(candidate -> Map.entry(candidate, distance(name, candidate)))
                .filter(entry -> entry.getValue() <= tolerance(name, entry.getKey())
                        && entry.getValue()
                                < Math.max(name.length(), entry.getKey().length()))
                .sorted(Comparator.comparing((Map.Entry<String, Integer> entry) -> entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(AT_MOST)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A sentence to put behind an error, such as {@code "; did you mean 'timeout'?"}, or nothing. */
    public static String hint(String name, Collection<String> known) {
        List<String> nearest = to(name, known);
        return nearest.isEmpty() ? "" : nearest.stream().collect(Collectors.joining("', '", "; did you mean '", "'?"));
    }

    private static int tolerance(String name, String candidate) {
        return Math.max(1, Math.min(name.length(), candidate.length()) / 3);
    }

    /** Edit distance in which case does not count and two swapped letters are one edit (optimal string alignment). */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        if (Math.abs(a.length() - b.length()) > tolerance(left, right)) {
            return Integer.MAX_VALUE;
        }
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int step(int[][] rows, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1), rows[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
    }
}
