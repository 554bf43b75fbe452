package dev.tierway.evals.grader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the system offers to keep a program in: nothing of the user's to write to and no network. */
enum Sandbox {
    /** Bubblewrap: the file system is read-only except for the program's own folder; no network, no other processes. */
    BUBBLEWRAP("no network, no other processes, nothing to write to but its own folder") {
        @Override
        List<String> around(List<String> argv, Path own) {
            List<String> whole = new ArrayList<>(List.of(
                    "bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--bind"));
            whole.addAll(List.of(own.toString(), own.toString(), "--chdir", own.toString()));
            whole.addAll(List.of("--unshare-all", "--die-with-parent", "--new-session", "--"));
            whole.addAll(argv);
            return whole;
        }
    },
    /** A user namespace without network, whose processes all end with the first. Files are as open as to the user who runs the evals. */
    UNSHARE("no network; files are open to it as to you") {
        @Override
        List<String> around(List<String> argv, Path own) {
            List<String> whole = new ArrayList<>(
                    List.of("unshare", "--user", "--map-root-user", "--net", "--pid", "--kill-child", "--"));
            whole.addAll(argv);
            return whole;
        }
    },
    /** Only what holds for all: no environment, a folder of its own, a time limit, a limit on output. */
    NONE("network and files are open to it as to you") {
        @Override
        List<String> around(List<String> argv, Path own) {
            return argv;
        }
    };

    private static final int PROBE_SECONDS = 5;

    private final String holds;

    Sandbox(String holds) {
        this.holds = holds;
    }

    /** What it keeps a program from, for a person. */
    String holds() {
        return holds;
    }

    /** The command that runs {@code argv} inside, with {@code own} as its folder. */
    abstract List<String> around(List<String> argv, Path own);

    /** The strictest that works here. */
    static Sandbox strictest(Path folder) throws InterruptedException {
        for (Sandbox sandbox : List.of(BUBBLEWRAP, UNSHARE)) {
            if (sandbox.works(folder)) {
                return sandbox;
            }
        }
        return NONE;
    }

    private boolean works(Path folder) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(around(List.of("true"), folder))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
