package dev.tierway.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "natives", description = "The native library of the embedded engine.")
final class NativesCommand {

    @Command(
            name = "install",
            description = "Fetch the pinned natives of this platform into the cache, and verify them.")
    static final class Install implements Callable<Integer> {
        private final NativesInstaller installer;
        private final Terminal terminal;
        private final Progress progress;

        Install(NativesInstaller installer, Terminal terminal, Progress progress) {
            this.installer = installer;
            this.terminal = terminal;
            this.progress = progress;
        }

        @Override
        public Integer call() {
            terminal.out().println(installer.install(progress));
            return ExitCode.OK;
        }
    }
}
