package io.outrest.http;

import org.apache.hc.client5.http.protocol.HttpClientContext;

/** What HttpClient is told of an attempt, and tells of it. */
final class AttemptContext extends HttpClientContext {

    private final Progress progress;

    AttemptContext(Progress progress) {
        this.progress = progress;
    }

    Progress progress() {
        return progress;
    }

    /** Not the request: its target may hold a key. */
    @Override
    public String toString() {
        return "attempt";
    }
}
