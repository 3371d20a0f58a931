package io.outrest.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What the component logs at INFO and above, from the opening to the closing of this. */
public final class LogLines implements AutoCloseable {

    private static final String OURS = "io.outrest";

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final LoggerContext context = LoggerContext.getContext(false);

    private LogLines() {}

    /** Begins to listen. */
    public static LogLines open() {
        LogLines lines = new LogLines();
        AbstractAppender appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.events.add(event.toImmutable());
            }
        };
        appender.start();
        Configuration configuration = lines.context.getConfiguration();
        LoggerConfig logger = new LoggerConfig(OURS, Level.INFO, false);
        logger.addAppender(appender, Level.INFO, null);
        configuration.addLogger(OURS, logger);
        lines.context.updateLoggers();
        return lines;
    }

    /** The messages of that level, in their order. */
    public List<String> of(Level level) {
        return events.stream()
                .filter(event -> event.getLevel().equals(level))
                .map(event -> event.getMessage().getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        context.getConfiguration().removeLogger(OURS);
        context.updateLoggers();
    }
}
