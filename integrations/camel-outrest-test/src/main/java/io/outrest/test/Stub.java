package io.outrest.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to one kind of request: one reply after the other, the last one again and again; 200 without a body where none was
 * given. Thread-safe.
 */
public final class Stub {

    private final RequestPattern pattern;
    private final List<Reply> replies = new ArrayList<>();
    private int given;

    Stub(RequestPattern pattern) {
        this.pattern = pattern;
    }

    /** The next reply has that status and no body. */
    public Stub reply(int status) {
        return reply(status, null);
    }

    /**
     * The next reply has that status and body.
     *
     * @param body a text or bytes as they are, any other object as JSON; null for none
     */
    public synchronized Stub reply(int status, @Nullable Object body) {
        replies.add(Reply.of(status, body));
        return this;
    }

    /** The next reply is none: the connection is closed. */
    public synchronized Stub fail() {
        replies.add(Reply.none());
        return this;
    }

    /** The reply that was given last has that header too; {@code Content-Type} is replaced. */
    public Stub header(String name, String value) {
        return change(reply -> reply.with(name, value));
    }

    /** The reply that was given last comes so much later. */
    public Stub after(Duration delay) {
        return change(reply -> reply.after(delay));
    }

    private synchronized Stub change(java.util.function.UnaryOperator<Reply> how) {
        if (replies.isEmpty()) {
            throw new IllegalStateException("say reply() or fail() first");
        }
        replies.set(replies.size() - 1, how.apply(replies.get(replies.size() - 1)));
        return this;
    }

    RequestPattern pattern() {
        return pattern;
    }

    synchronized Reply next() {
        if (replies.isEmpty()) {
            return Reply.of(200, null);
        }
        return replies.get(Math.min(given++, replies.size() - 1));
    }
}
