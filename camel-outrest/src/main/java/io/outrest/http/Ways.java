package io.outrest.http;

import io.outrest.request.Origin;
import org.jspecify.annotations.Nullable;

/** The ways that the calls of one connection take: nearly always the one before. Thread-safe. */
final class Ways {

    private final Routes routes;
    private volatile @Nullable Way last;

    Ways(Routes routes) {
        this.routes = routes;
    }

    Way to(Origin origin) {
        Way way = last;
        if (way == null || routes.mayChange() || !way.origin().equals(origin)) {
            way = new Way(origin, routes.to(origin));
            last = way;
        }
        return way;
    }
}
