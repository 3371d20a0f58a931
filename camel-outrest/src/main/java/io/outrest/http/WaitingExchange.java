package io.outrest.http;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.RequestConnControl;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.apache.hc.core5.http.protocol.RequestUserAgent;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer over one socket of the pool. What HttpClient's own chain of execution would do beside that, no call
 * of ours needs: routes are direct, and retries, redirects, cookies and credentials are not its business. Used by one thread;
 * another one may break it off.
 */
final class WaitingExchange {

    private static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();
    private static final HttpProcessor HEADERS = new DefaultHttpProcessor(new HttpRequestInterceptor[] {
        RequestTargetHost.INSTANCE,
        RequestContent.INSTANCE,
        RequestConnControl.INSTANCE,
        new RequestUserAgent("Outrest")
    });

    private final WaitingConnections connections;
    private final Progress progress;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable ConnectionEndpoint place;
    private @Nullable TimeValue keepAlive;

    WaitingExchange(WaitingConnections connections, Progress progress) {
        this.connections = connections;
        this.progress = progress;
    }

    /**
     * Sends the request and reads the head of the answer. The socket is given back when {@link #complete} is called.
     *
     * @param onlyNew whether a socket that has served before will not do
     * @param silence how long to wait for the next bytes
     */
    ClassicHttpResponse begin(HttpRoute route, ClassicHttpRequest request, boolean onlyNew, Timeout silence)
            throws IOException {
        ConnectionEndpoint leased = connections.lease(route, onlyNew);
        place = leased;
        try {
            if (progress.isBrokenOff()) {
                throw new IOException("the call was broken off");
            }
            if (!leased.isConnected()) {
                connections.connect(leased, progress);
            }
            leased.setSocketTimeout(silence);
            return exchanged(leased, request);
        } catch (HttpException e) {
            breakOff();
            throw new ClientProtocolException(e.getMessage(), e);
        } catch (IOException | RuntimeException | Error e) {
            breakOff();
            throw e;
        }
    }

    private ClassicHttpResponse exchanged(ConnectionEndpoint leased, ClassicHttpRequest request)
            throws IOException, HttpException {
        HttpClientContext context = HttpClientContext.create();
        HEADERS.process(request, request.getEntity(), context);
        progress.begun = true;
        ClassicHttpResponse answer = leased.execute("", request, EXECUTOR::execute, context);
        if (DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, answer, context)) {
            keepAlive = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(answer, context);
        }
        return answer;
    }

    /** Gives the socket back: the answer was read to its last byte. */
    void complete() {
        ConnectionEndpoint leased = place;
        if (leased != null && over.compareAndSet(false, true)) {
            connections.release(leased, keepAlive);
        }
    }

    /** Closes the socket, on whatever thread: who waits for it fails. */
    void breakOff() {
        progress.breakOff();
        ConnectionEndpoint leased = place;
        if (leased != null && over.compareAndSet(false, true)) {
            connections.discard(leased);
        }
    }
}
