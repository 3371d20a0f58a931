package io.outrest.connection;

/** Counts those who use something, and closes it when it was retired and nobody does any more. Thread-safe. */
final class Usage {

    private final Runnable close;
    private int users;
    private boolean retired;

    Usage(Runnable close) {
        this.close = close;
    }

    /** Begins to use it; false when it was retired. */
    synchronized boolean enter() {
        if (!retired) {
            users++;
        }
        return !retired;
    }

    /** Uses it no longer. */
    void exit() {
        boolean last;
        synchronized (this) {
            users--;
            last = retired && users == 0;
        }
        if (last) {
            close.run();
        }
    }

    /** How many use it. */
    synchronized int users() {
        return users;
    }

    /** Lets nobody in any more. */
    void retire() {
        boolean unused;
        synchronized (this) {
            unused = !retired && users == 0;
            retired = true;
        }
        if (unused) {
            close.run();
        }
    }
}
