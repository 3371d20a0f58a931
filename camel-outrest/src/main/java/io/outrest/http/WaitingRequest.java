package io.outrest.http;

import io.outrest.request.Headers;
import io.outrest.request.Origin;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/** A request that another thread can break off: the socket it uses then, or is about to use, is closed. */
final class WaitingRequest extends BasicClassicHttpRequest implements CancellableDependency {

    private static final long serialVersionUID = 1;
    private static final Cancellable CANCELLED = () -> false;

    private final transient AtomicReference<@Nullable Cancellable> use = new AtomicReference<>();

    WaitingRequest(String method, Origin origin, String target, Headers headers) {
        super(method, origin.scheme(), Routes.authority(origin), target);
        for (Headers.Field field : headers.fields()) {
            addHeader(field.name(), field.value());
        }
    }

    /** Not the target: it may hold a key. */
    @Override
    public String toString() {
        return getMethod();
    }

    @Override
    public void setDependency(Cancellable next) {
        Cancellable before = use.get();
        while (before != CANCELLED && !use.compareAndSet(before, next)) {
            before = use.get();
        }
        if (before == CANCELLED) {
            next.cancel();
        }
    }

    @Override
    public boolean isCancelled() {
        return use.get() == CANCELLED;
    }

    @Override
    public boolean cancel() {
        Cancellable before = use.getAndSet(CANCELLED);
        return before != CANCELLED && (before == null || before.cancel());
    }
}
