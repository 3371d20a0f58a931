package io.outrest.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** A secret that is known again wherever it comes out: as it is, encoded for a URL, in Base64 or in hexadecimal digits. */
public final class Canary {

    private static final String SONG = "k4n4rienv0gel";
    private static final List<String> FORMS = forms();

    private Canary() {}

    /** The secret of a place. Visible ASCII characters; forms and URLs write some of them in another way, but not all. */
    public static String of(String place) {
        return SONG + "&/=" + place;
    }

    /** Where a text has it first, in whatever form; negative for nowhere. */
    public static int find(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return FORMS.stream()
                .mapToInt(form -> form.equals(form.toLowerCase(Locale.ROOT)) ? lower.indexOf(form) : text.indexOf(form))
                .filter(place -> place >= 0)
                .findFirst()
                .orElse(-1);
    }

    private static List<String> forms() {
        byte[] bytes = SONG.getBytes(StandardCharsets.US_ASCII);
        List<String> forms = new ArrayList<>(List.of(SONG, HexFormat.of().formatHex(bytes)));
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.add(encoded.substring(before + 1, encoded.length() - 2)); // the ends depend on what stands beside
        }
        return forms;
    }
}
