package dev.tierway.app.cli;

/** What a finished command tells the shell. */
final class ExitCode {
    static final int OK = 0;
    /** The command line or the configuration is wrong. */
    static final int USAGE = 1;
    /** Something the command needs is missing or failed: network, disk, port, natives, a backend. */
    static final int INFRASTRUCTURE = 2;

    private ExitCode() {}
}
