package dev.tierway.evals.grader;

import dev.tierway.core.hash.TextHash;

/** Hashes over what a grader does: SHA-256 in hexadecimal. */
final class Fingerprint {
    private Fingerprint() {}

    /** A hash over {@code parts}, which cannot run into each other. */
    static String of(String... parts) {
        TextHash hash = new TextHash();
        for (String part : parts) {
            hash.add(part);
        }
        return hash.value();
    }
}
