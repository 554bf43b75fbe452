package dev.tierway.gateway.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** The process's limit on open files, of which every connection takes one. */
final class FileDescriptors {
    private static final System.Logger LOG = System.getLogger(FileDescriptors.class.getName());

    /**
     * Beside client connections: a few hundred files, libraries and event loops, and upstream connections, of which there
     * are as many as requests run, not as many as clients wait.
     */
    private static final int SPARE = 1_000;

    private FileDescriptors() {}

    static void warnWhenShort(int maxConnections) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            shortage(system.getMaxFileDescriptorCount(), maxConnections)
                    .ifPresent(message -> LOG.log(Level.WARNING, message));
        }
    }

    /**
     * What to do when {@code limit} is too low for {@code maxConnections}; empty when it is not.
     *
     * @param limit open files of this process; negative for none that is known
     */
    static Optional<String> shortage(long limit, int maxConnections) {
        long wanted = (long) maxConnections + SPARE;
        if (limit < 0 || limit >= wanted) {
            return Optional.empty();
        }
        return Optional.of("this process may open " + limit + " files; " + maxConnections
                + " client connections and what is behind them may need " + wanted + ". Raise the limit (ulimit -n "
                + wanted + ", or LimitNOFILE=" + wanted + " in the systemd unit) or lower server.max_connections");
    }
}
