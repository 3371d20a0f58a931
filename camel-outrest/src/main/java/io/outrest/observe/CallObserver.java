package io.outrest.observe;

import java.util.List;

/**
 * Hears of calls. Its methods must not wait; they run on the thread that goes on with the call, any number at a time. What they
 * throw is logged and does not reach the call.
 */
public interface CallObserver {

    /** A connection can be called from now on, for the first time or with other settings; may be told again. */
    default void connected(String connection, List<String> securityDefinitions) {}

    /** A call has ended. */
    void ended(CallEvent event);

    /** Nobody. */
    static CallObserver none() {
        return Nobody.NOBODY;
    }

    /** This one and then that one. */
    default CallObserver and(CallObserver more) {
        return more == Nobody.NOBODY ? this : new Both(this, more);
    }

    /** Hears of nothing; a call that nobody observes pays nothing. */
    enum Nobody implements CallObserver {
        NOBODY;

        @Override
        public void ended(CallEvent event) {
            // nobody is there
        }

        @Override
        public CallObserver and(CallObserver more) {
            return more;
        }
    }

    /** Two of them, in their order. */
    record Both(CallObserver first, CallObserver second) implements CallObserver {
        @Override
        public void connected(String connection, List<String> securityDefinitions) {
            first.connected(connection, securityDefinitions);
            second.connected(connection, securityDefinitions);
        }

        @Override
        public void ended(CallEvent event) {
            first.ended(event);
            second.ended(event);
        }
    }
}
