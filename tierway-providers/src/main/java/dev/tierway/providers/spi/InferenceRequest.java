package dev.tierway.providers.spi;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A caller's request: the original bytes, and what the core needs of them, parsed once.
 *
 * <p>Fields that nobody here knows stay in {@code body} and travel to backends untouched.
 *
 * @param body one JSON object in UTF-8; never modified
 * @param fields its top-level members in order
 * @param model the model alias that is meant
 * @param serviceTier the raw {@code service_tier}, when present and not null
 * @param includeUsage {@code stream_options.include_usage}
 * @param maxOutputTokens {@code max_completion_tokens}, else {@code max_tokens}
 * @param choices {@code n}, 1 when absent
 */
public record InferenceRequest(
        Operation operation,
        byte[] body,
        List<JsonField> fields,
        String model,
        Optional<String> serviceTier,
        boolean stream,
        boolean includeUsage,
        OptionalInt maxOutputTokens,
        int choices) {

    public InferenceRequest {
        fields = List.copyOf(fields);
    }

    /** This request, for another alias; the body keeps the name that the caller wrote. */
    public InferenceRequest withModel(String alias) {
        return alias.equals(model)
                ? this
                : new InferenceRequest(
                        operation, body, fields, alias, serviceTier, stream, includeUsage, maxOutputTokens, choices);
    }

    public Optional<JsonField> field(String name) {
        for (JsonField field : fields) {
            if (field.name().equals(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
