package dev.tierway.gateway.completion;

import dev.tierway.core.hash.SplitMix;
import dev.tierway.evals.redact.Redactor;
import java.util.Optional;

/**
 * Which share of requests is kept though nobody asked for it.
 *
 * @param name in the configuration
 * @param project only requests of this project
 * @param useCase only requests of this use case
 * @param model only requests to this alias
 * @param rate from 0 to 1
 * @param redactor cleans what this rule keeps; absent for the one of all stored completions
 */
public record SamplingRule(
        String name,
        Optional<String> project,
        Optional<String> useCase,
        Optional<String> model,
        double rate,
        Optional<Redactor> redactor) {

    public SamplingRule {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("rule '" + name + "' has the rate " + rate + "; it goes from 0 to 1");
        }
    }

    /** Whether the rule is about such requests. */
    boolean covers(FinishedRequest request) {
        return agrees(project, request.project())
                && agrees(useCase, request.useCase())
                && agrees(model, request.model());
    }

    private static boolean agrees(Optional<String> wanted, String actual) {
        return wanted.isEmpty() || wanted.get().equals(actual);
    }

    /** Whether the request of this id is in the share. The id alone decides, so anybody can find out why. */
    public boolean takes(String requestId) {
        return share(requestId) < rate;
    }

    /** A number from 0 inclusive to 1 exclusive that depends on the id alone, evenly spread over ids. */
    static double share(String requestId) {
        long hash = requestId.length();
        for (int i = 0; i < requestId.length(); i++) {
            hash = SplitMix.mix(hash + SplitMix.GOLDEN_STEP + requestId.charAt(i));
        }
        return (hash >>> 11) * 0x1p-53;
    }
}
