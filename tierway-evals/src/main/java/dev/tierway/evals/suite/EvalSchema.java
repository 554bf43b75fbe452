package dev.tierway.evals.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema of suite files, for editors; the reader itself is stricter. */
public final class EvalSchema {
    private EvalSchema() {}

    public static String text() {
        try (InputStream in = EvalSchema.class.getResourceAsStream("evals.schema.json")) {
            if (in == null) {
                throw new IllegalStateException("the schema of suite files is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
