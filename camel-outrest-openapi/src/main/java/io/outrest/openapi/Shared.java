package io.outrest.openapi;

import io.outrest.connection.ParameterSettings;
import java.util.HashMap;
import java.util.Map;

/**
 * Equal values as one: the operations of an API have most of their parameters in common. What it gives must not be changed. For
 * one import.
 */
final class Shared {

    private final Map<Object, Object> known = new HashMap<>();

    String text(String text) {
        return of(text);
    }

    ParameterSettings settings(ParameterSettings settings) {
        return of(settings);
    }

    /** The first value that was equal to this one. */
    @SuppressWarnings("unchecked") // an equal value is of the same class
    <T> T of(T value) {
        Object first = known.putIfAbsent(value, value);
        return first == null ? value : (T) first;
    }
}
