package io.outrest.examples.benchmark;

import java.util.Locale;

/** What the clients do in a slice; the shares of calls are chosen such that a slice takes about a second. */
enum Work {
    GET_1("GET, 1 caller", Kind.GET, 1, 8_000),
    GET_8("GET, 8 callers", Kind.GET, 8, 16_000),
    GET_64("GET, 64 callers", Kind.GET, 64, 16_000),
    GET_256("GET, 256 callers", Kind.GET, 256, 16_000),
    POST_1("POST, 1 caller", Kind.POST, 1, 8_000),
    POST_8("POST, 8 callers", Kind.POST, 8, 16_000),
    BIG_1("GET of 1 MB, 1 caller", Kind.BIG, 1, 100),
    SLOW("GET after 100 ms, 1,000 in flight", Kind.SLOW, 1_000, 3_000);

    private final String title;
    private final Kind kind;
    private final int callers;
    private final int calls;

    Work(String title, Kind kind, int callers, int calls) {
        this.title = title;
        this.kind = kind;
        this.callers = callers;
        this.calls = calls;
    }

    /** What one call does. */
    enum Kind {
        GET("/small", Documents.SMALL),
        POST("/orders", Documents.CREATED),
        BIG("/big", Documents.BIG),
        SLOW("/slow", Documents.SMALL);

        private final String path;
        private final String id;

        Kind(String path, String id) {
            this.path = path;
            this.id = id;
        }

        String path() {
            return path;
        }

        /** The {@code id} in the answer. */
        String id() {
            return id;
        }

        String method() {
            return this == POST ? "POST" : "GET";
        }
    }

    String title() {
        return title;
    }

    Kind kind() {
        return kind;
    }

    /** How many calls go on at once. */
    int callers() {
        return callers;
    }

    /** Calls of a slice, at least one for each caller. */
    int calls(double scale) {
        return (int) Math.max(callers, Math.round(calls * scale));
    }

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
