package dev.tierway.storage.feedback;

import java.time.Instant;

/**
 * What somebody thought of an answer, or of an episode of several.
 *
 * @param keyId names the API key that it came with
 * @param name what is judged, in the words of whoever judges
 * @param value the text of a JSON value of its {@link Kind}
 * @param metadata the text of a JSON object of strings
 * @param createdAt when it was said last
 */
public record Feedback(
        String id,
        String project,
        String keyId,
        Target target,
        String name,
        Kind kind,
        String value,
        String metadata,
        Instant createdAt) {

    /** What it is about: a request by its id, or an episode by its name. */
    public record Target(TargetKind kind, String id) {}

    /** What feedback may be about. */
    public enum TargetKind {
        REQUEST("request"),
        EPISODE("episode");

        private final String wireName;

        TargetKind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** What feedback may say. */
    public enum Kind {
        BOOLEAN("boolean"),
        NUMBER("number"),
        COMMENT("comment"),
        /** What should have been answered. */
        DEMONSTRATION("demonstration");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
