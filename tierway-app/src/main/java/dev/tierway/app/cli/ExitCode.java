package dev.tierway.app.cli;

/** What a finished command tells the shell. */
public final class ExitCode {
    public static final int OK = 0;
    /** The command line or the configuration is wrong. */
    public static final int USAGE = 1;
    /** Something the command needs is missing or failed: network, disk, port, natives, a backend. */
    public static final int INFRASTRUCTURE = 2;
    /** What was asked for ran, and a part of it has no result. */
    public static final int INCOMPLETE = 3;

    /** A quality gate is not met. */
    public static final int GATE_FAILED = 100;
    /** What was seen does not decide a quality gate. */
    public static final int INCONCLUSIVE = 101;
    /** It stopped because its budget was used up. */
    public static final int BUDGET_EXHAUSTED = 102;

    private ExitCode() {}
}
