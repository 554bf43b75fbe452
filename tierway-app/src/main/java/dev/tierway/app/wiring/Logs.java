package dev.tierway.app.wiring;

import dev.tierway.app.config.LoggingConfig;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sets the process's logging, which goes to standard error, a line for each message. */
final class Logs {
    private static final Logger ROOT = Logger.getLogger("");

    private Logs() {}

    static void at(LoggingConfig.Level level) {
        Level least = switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
        };
        ROOT.setLevel(least);
        for (var handler : ROOT.getHandlers()) {
            handler.setLevel(least);
        }
    }
}
