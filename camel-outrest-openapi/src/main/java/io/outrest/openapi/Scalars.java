package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/** Single values by YAML 1.2's core schema (YAML 1.2.2 section 10.3.2), which JSON's are part of. */
final class Scalars {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSES = Set.of("false", "False", "FALSE");
    private static final Set<String> VERSIONS = Set.of("openapi", "swagger", "swaggerVersion", "asyncapi");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]++");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]++");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]++");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(?:\\.[0-9]++|[0-9]++(?:\\.[0-9]*+)?)(?:[eE][-+]?[0-9]++)?");

    /** What is longer stays text: arithmetic with it would take its time. */
    private static final int LONGEST_NUMBER = 400;

    private Scalars() {}

    /** Whether the document's key of that name holds a version, whose {@code 3.10} is not {@code 3.1}. */
    static boolean isVersion(String key) {
        return VERSIONS.contains(key);
    }

    /** What text without quotes means. */
    static JsonNode plain(String text) {
        if (NULLS.contains(text)) {
            return NODES.nullNode();
        }
        if (TRUES.contains(text) || FALSES.contains(text)) {
            return NODES.booleanNode(TRUES.contains(text));
        }
        return text.length() <= LONGEST_NUMBER && !text.isEmpty() && mayBeNumber(text.charAt(0))
                ? number(text)
                : NODES.textNode(text);
    }

    /** A number; text where it is none, or one that no machine could use. */
    static JsonNode number(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return NODES.textNode(text);
        }
        if (INTEGER.matcher(text).matches()) {
            return integer(new BigInteger(text));
        }
        if (OCTAL.matcher(text).matches()) {
            return integer(new BigInteger(text.substring(2), 8));
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return integer(new BigInteger(text.substring(2), 16));
        }
        return FLOAT.matcher(text).matches() ? decimal(text) : NODES.textNode(text);
    }

    private static JsonNode integer(BigInteger number) {
        return number.bitLength() < Long.SIZE ? NODES.numberNode(number.longValue()) : NODES.numberNode(number);
    }

    private static JsonNode decimal(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            boolean usable = Math.abs((long) number.scale()) <= LONGEST_NUMBER;
            return usable ? DecimalNode.valueOf(number) : NODES.textNode(text);
        } catch (NumberFormatException e) { // an exponent of more digits than an int has
            return NODES.textNode(text);
        }
    }

    private static boolean mayBeNumber(char first) {
        return first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
    }
}
