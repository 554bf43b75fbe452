package dev.tierway.gateway.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;

/** The process's limit on open files, of which every connection takes one and every forwarded request another. */
final class FileDescriptors {
    private static final System.Logger LOG = System.getLogger(FileDescriptors.class.getName());

    /** Files, libraries and listeners beside connections. */
    private static final int RESERVE = 256;

    private FileDescriptors() {}

    static void warnWhenShort(int maxConnections) {
        long wanted = 2L * maxConnections + RESERVE;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            if (limit >= 0 && limit < wanted) {
                LOG.log(
                        Level.WARNING,
                        "this process may open {0} files; {1} connections, each with one upstream, may need {2}. Raise "
                                + "it (ulimit -n, LimitNOFILE) or lower the connection limit.",
                        Long.toString(limit),
                        Integer.toString(maxConnections),
                        Long.toString(wanted));
            }
        }
    }
}
