package dev.tierway.evals.grader;

import dev.tierway.evals.model.CanonicalJson;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Hashes over what a grader does: SHA-256 in hexadecimal. */
final class Fingerprint {
    private Fingerprint() {}

    /** A hash over {@code parts}, which cannot run into each other. */
    static String of(String... parts) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (String part : parts) {
            all.add(part);
        }
        return CanonicalJson.sha256(all);
    }
}
