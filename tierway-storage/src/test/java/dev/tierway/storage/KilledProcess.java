package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that print {@code opening}, and then what they have acknowledged. */
final class KilledProcess {
    private KilledProcess() {}

    /** Runs a program until it has acknowledged so many things, kills it, and gives all that it acknowledged. */
    static List<String> killAfter(int acknowledged, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx200m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file", ""),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> told = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("opening");
            while (told.size() < acknowledged) {
                String line = lines.readLine();
                assertThat(line).as("the program ended by itself").isNotNull();
                told.add(line);
            }
            // The handle leaves the pipe open, other than the process itself.
            process.toHandle().destroyForcibly();
            // What it had printed before it died; a line that was cut short is no acknowledgement.
            String rest = lines.readAllAsString();
            int whole = rest.lastIndexOf('\n');
            rest.substring(0, Math.max(0, whole)).lines().forEach(told::add);
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        return told;
    }
}
