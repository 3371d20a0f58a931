package io.outrest.resilience;

import io.outrest.request.Origin;
import java.time.Duration;
import java.util.List;

/**
 * How calls are spread over several base URLs.
 *
 * @param urls at least one, in their order
 * @param roundRobin whether calls take turns; else the first that is up gets them all
 * @param ejection how long one that fails is left out at first
 */
public record BaseUrlsPolicy(List<String> urls, boolean roundRobin, Duration ejection) {

    public BaseUrlsPolicy {
        urls = List.copyOf(urls);
    }

    /** Where a base URL leads, fit for the log. */
    Origin origin(int place) {
        return Origin.locate("baseUrls", urls.get(place)).origin();
    }
}
