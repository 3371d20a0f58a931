package io.outrest.http;

import java.util.concurrent.Future;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** How far an attempt came: what a failure means depends on it. Written on I/O threads, read after the end. */
final class Progress {

    /** A socket was opened for this attempt; otherwise it was sent on one that had served before. */
    volatile boolean fresh;

    /** The new socket is connected, to the proxy where there is one. */
    volatile boolean connected;

    /** The tunnel through the proxy carries TLS. */
    volatile boolean tunnelled;

    /** The request itself is being written: from now on the API may see it. */
    volatile boolean begun;

    /** It was written over HTTP/2. */
    volatile boolean multiplexed;

    /** A status line came back. */
    volatile boolean answered;

    private @Nullable Future<?> connecting;
    private boolean brokenOff;

    /** Notes what opens the socket, so that it can be given up. */
    synchronized void connecting(Future<?> attempt) {
        connecting = attempt;
        if (brokenOff) {
            attempt.cancel(true);
        }
    }

    /** Gives up opening a socket. */
    synchronized void breakOff() {
        brokenOff = true;
        if (connecting != null) {
            connecting.cancel(true);
        }
    }

    synchronized boolean isBrokenOff() {
        return brokenOff;
    }

    /** Notes that HttpClient puts the request together for a socket; what it asks a proxy for a tunnel does not come here. */
    static void noteRequest(HttpContext context) {
        Progress progress = of(context);
        if (progress != null) {
            progress.begun = true;
        }
    }

    static @Nullable Progress of(HttpContext context) {
        return context instanceof AttemptContext attempt ? attempt.progress() : null;
    }
}
