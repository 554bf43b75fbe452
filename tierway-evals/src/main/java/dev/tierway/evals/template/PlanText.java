package dev.tierway.evals.template;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A text of a suite file: a prompt, a rubric.
 *
 * @param file where it was read, when it was written as {@code file://...}
 */
public record PlanText(String text, Optional<Path> file) {
    public static PlanText inline(String text) {
        return new PlanText(text, Optional.empty());
    }

    @Override
    public String toString() {
        return file.map(Path::toString).orElse(text);
    }
}
