package dev.tierway.gateway.completion;

import dev.tierway.evals.redact.Redactor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which completions are kept, how, and for how long.
 *
 * @param retention how long after they ended
 * @param maxBytes of request and reply together; what is larger is not kept
 * @param redactor cleans what is kept; absent to keep it as it was
 * @param sampling in order: the first rule that is about a request decides
 */
public record CompletionSettings(
        Duration retention, int maxBytes, Optional<Redactor> redactor, List<SamplingRule> sampling) {
    public static final CompletionSettings DEFAULTS =
            new CompletionSettings(Duration.ofDays(30), 1 << 20, Optional.empty(), List.of());

    public CompletionSettings {
        sampling = List.copyOf(sampling);
    }
}
