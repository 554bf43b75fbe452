package dev.tierway.app.cli;

import java.nio.file.Path;

/** Puts the native engine where the gateway finds it. */
@FunctionalInterface
public interface NativesInstaller {
    /** The folder of the verified natives, after fetching what was missing. */
    Path install(Progress progress);
}
