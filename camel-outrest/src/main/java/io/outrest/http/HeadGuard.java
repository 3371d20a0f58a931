package io.outrest.http;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;

/**
 * Refuses an answer whose socket ended before the empty line behind its headers did. HttpClient takes such a beginning for a
 * complete answer without a body, so {@code HTTP/1.1 200} and the end of the stream would be a success. Looks at the bytes of
 * HTTP/1.1 in clear text; TLS and HTTP/2 pass unseen (an answer over TLS that is cut so is told by
 * {@link AnswerConsumer}). Confined to the session's I/O thread, as its reads and writes are.
 */
final class HeadGuard implements IOSession {

    private static final int TLS_HANDSHAKE = 0x16;
    private static final byte[] HTTP_2_PREFACE = {'P', 'R', 'I', ' '};
    private static final byte[] HTTP = {'H', 'T', 'T', 'P', '/'};

    private final IOSession session;
    private volatile State state = State.IDLE;
    private volatile boolean anyByte;
    private int lineLength;
    private int begun;
    private boolean foreign;

    private enum State {
        /** Nothing was asked. */
        IDLE,
        /** Asked; the empty line has not come yet. */
        HEAD,
        /** The empty line has come. */
        BODY,
        /** Not to be read here. */
        OPAQUE
    }

    HeadGuard(IOSession session) {
        this.session = session;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int read = session.read(target);
        if (state == State.HEAD) {
            if (read < 0 && anyByte) {
                state = State.OPAQUE;
                throw new IOException(
                        foreign
                                ? new CallFailure(FailureKind.PROTOCOL, "the answer does not begin as HTTP does")
                                : new CallFailure(
                                        FailureKind.TRUNCATED,
                                        "the connection ended before the headers of the answer did"));
            }
            look(target, start, read);
        }
        return read;
    }

    private void look(ByteBuffer target, int start, int read) {
        for (int i = start; i < start + read && state == State.HEAD; i++) {
            anyByte = true;
            byte next = target.get(i);
            compareBeginning(next);
            if (next == '\n' && lineLength == 0) {
                state = State.BODY;
            } else if (next == '\n') {
                lineLength = 0;
            } else if (next != '\r') {
                lineLength++;
            }
        }
    }

    private void compareBeginning(byte next) {
        boolean emptyLineBefore = begun == 0 && (next == '\r' || next == '\n');
        if (begun < HTTP.length && !emptyLineBefore) {
            foreign |= next != HTTP[begun++];
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (source.hasRemaining() && state != State.HEAD && state != State.OPAQUE) {
            state = isOpaque(source) ? State.OPAQUE : State.HEAD;
            anyByte = false;
            begun = 0;
            foreign = false;
            lineLength = 1; // an empty line in front of the status line is not the one that is waited for
        }
        return session.write(source);
    }

    private static boolean isOpaque(ByteBuffer source) {
        boolean preface = source.remaining() >= HTTP_2_PREFACE.length;
        for (int i = 0; preface && i < HTTP_2_PREFACE.length; i++) {
            preface = source.get(source.position() + i) == HTTP_2_PREFACE[i];
        }
        return preface || source.get(source.position()) == TLS_HANDSHAKE;
    }

    @Override
    public IOEventHandler getHandler() {
        return session.getHandler();
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        session.upgrade(handler);
    }

    @Override
    public Lock getLock() {
        return session.getLock();
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return session.hasCommands();
    }

    @Override
    public Command poll() {
        Command command = session.poll();
        while (command instanceof RequestExecutionCommand request
                && request.getExchangeHandler() instanceof SharedStream stream
                && stream.isOver()) {
            command = session.poll(); // nobody waits for it any more
        }
        return command;
    }

    @Override
    public ByteChannel channel() {
        return this;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return session.getLocalAddress();
    }

    @Override
    public int getEventMask() {
        return session.getEventMask();
    }

    @Override
    public void setEventMask(int ops) {
        session.setEventMask(ops);
    }

    @Override
    public void setEvent(int op) {
        session.setEvent(op);
    }

    @Override
    public void clearEvent(int op) {
        session.clearEvent(op);
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void close(CloseMode mode) {
        session.close(mode);
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public Status getStatus() {
        return session.getStatus();
    }

    @Override
    public Timeout getSocketTimeout() {
        return session.getSocketTimeout();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        session.setSocketTimeout(timeout);
    }

    @Override
    public long getLastReadTime() {
        return session.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return session.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return session.getLastEventTime();
    }

    @Override
    public void updateReadTime() {
        session.updateReadTime();
    }

    @Override
    public void updateWriteTime() {
        session.updateWriteTime();
    }

    @Override
    public String getId() {
        return session.getId();
    }
}
