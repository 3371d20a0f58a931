package io.outrest.examples.benchmark;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs slices of one client in this JVM and reads what they cost. */
final class Slice implements AutoCloseable {

    private static final double QUIET = 0.02;
    private static final int LONGEST_WARM_UP = 25;
    private static final long LOOK_EVERY = 20;

    private final Client client;
    private final ThreadFactory threads;
    private final Meter meter = new Meter();
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(task -> daemon("meter", task));

    Slice(Client client, ThreadFactory threads) {
        this.client = client;
        this.threads = threads;
        looking.scheduleAtFixedRate(meter::look, 0, LOOK_EVERY, TimeUnit.MILLISECONDS);
    }

    /** Of that client, called by threads as it wants them. */
    static Slice of(Peer peer, String server) throws Exception {
        return new Slice(peer.client(server), peer.isVirtual() ? virtualThreads() : task -> daemon("caller", task));
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Java 17 does not know them. */
    private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    }

    Reading run(Work work, int calls) throws InterruptedException {
        long heap = meter.heap();
        meter.takePeak();
        meter.look();
        Meter.Used before = meter.used();
        End end = new End();
        Callers.Done done = new Callers(client, threads).make(work, calls, end);
        Meter.Used used = end.used().since(before);
        return new Reading(
                calls,
                done.errors(),
                (double) used.cpu() / calls,
                (double) used.bytes() / calls,
                done.median(),
                calls * 1e9 / used.nanos(),
                (double) used.jit() / Math.max(1, used.jit() + used.cpu()),
                meter.takePeak(),
                Math.max(heap, meter.heap()),
                done.firstError());
    }

    /** Runs slices until the JIT compiler has nothing to do in two of them, one after the other. */
    Reading warmUp(Work work, int calls) throws InterruptedException {
        Reading last = run(work, calls);
        int quiet = 0;
        for (int i = 1; i < LONGEST_WARM_UP && quiet < 2; i++) {
            last = run(work, calls);
            quiet = last.jit() < QUIET ? quiet + 1 : 0;
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        looking.shutdownNow();
        client.close();
    }

    /** Reads the meter when the last call is over. */
    private final class End implements Runnable {

        private Meter.@Nullable Used read;

        @Override
        public void run() {
            meter.look();
            read = meter.used();
        }

        Meter.Used used() {
            if (read == null) {
                throw new IllegalStateException("the calls have not ended");
            }
            return read;
        }
    }
}
