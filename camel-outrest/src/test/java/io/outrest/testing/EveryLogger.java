package io.outrest.testing;

import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * All that anybody logs, at TRACE, from the opening to the closing of this. HttpClient's own loggers are left out, which show
 * the wire when somebody turns them on: that is said in the reference.
 */
public final class EveryLogger implements AutoCloseable {

    private static final String HTTP_CLIENT = "org.apache.hc";
    private static final String NAME = "every logger";

    private final LoggerContext logging = LoggerContext.getContext(false);
    private final Configuration configuration = logging.getConfiguration();
    private final LoggerConfig root = configuration.getRootLogger();
    private final Map<String, Appender> others = Map.copyOf(root.getAppenders());
    private final Map<LoggerConfig, Level> levels = new HashMap<>();

    private EveryLogger(Appender listener) {
        configuration.getLoggers().values().forEach(logger -> levels.put(logger, logger.getLevel()));
        levels.keySet().forEach(logger -> logger.setLevel(Level.TRACE));
        others.keySet().forEach(root::removeAppender);
        root.addAppender(listener, Level.TRACE, null);
        configuration.addLogger(HTTP_CLIENT, new LoggerConfig(HTTP_CLIENT, Level.OFF, false));
        logging.updateLoggers();
    }

    /** Begins to listen, instead of all others. */
    public static EveryLogger into(Outputs outputs) {
        Appender listener = new AbstractAppender(NAME, null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                String where = "log of " + event.getLoggerName() + " in " + event.getThreadName();
                outputs.add(where, event.getMessage().getFormattedMessage());
                outputs.add(where, event.getContextData());
                if (event.getThrown() != null) {
                    outputs.add(where, event.getThrown());
                }
            }
        };
        listener.start();
        return new EveryLogger(listener);
    }

    @Override
    public void close() {
        configuration.removeLogger(HTTP_CLIENT);
        root.removeAppender(NAME);
        others.values().forEach(appender -> root.addAppender(appender, null, null));
        levels.forEach(LoggerConfig::setLevel);
        logging.updateLoggers();
    }
}
