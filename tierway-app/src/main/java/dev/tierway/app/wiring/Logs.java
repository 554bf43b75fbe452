package dev.tierway.app.wiring;

import dev.tierway.app.config.LoggingConfig;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sets the process's logging, which goes to standard error, a line for each message. */
final class Logs {
    private static final Logger ROOT = Logger.getLogger("");

    /** Libraries that tell at length what goes well; held on to, since loggers nobody holds forget their level. */
    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("org.flywaydb"), Logger.getLogger("com.zaxxer.hikari"));

    /** What its users tell themselves, once instead of with every attempt. */
    private static final Logger TOLD_ELSEWHERE = Logger.getLogger("io.opentelemetry.exporter");

    private Logs() {}

    static void at(LoggingConfig.Level level) {
        Level least = switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
        };
        ROOT.setLevel(least);
        Level grave = least.equals(Level.INFO) ? Level.WARNING : least;
        TALKATIVE.forEach(logger -> logger.setLevel(grave));
        TOLD_ELSEWHERE.setLevel(Level.OFF);
        for (var handler : ROOT.getHandlers()) {
            handler.setLevel(least);
        }
    }
}
