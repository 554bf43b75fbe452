package dev.tierway.gateway.evals;

import dev.tierway.evals.template.Scope;
import dev.tierway.evals.template.Template;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run is made of.
 *
 * @param sampling how samples are made; empty when rows bring theirs
 */
record RunSource(Rows rows, Optional<Sampling> sampling) {

    /** Where rows {@code {item, sample?}} are. */
    sealed interface Rows {}

    /** In the request itself. */
    record Inline(Sent content) implements Rows {}

    /** In an uploaded file, one a line. */
    record Uploaded(String fileId) implements Rows {}

    /** How a model is asked about an item. */
    record Sampling(String model, Prompt prompt, ObjectNode params) {}

    /** Makes messages of an item. */
    @FunctionalInterface
    interface Prompt {
        /** Throws {@link dev.tierway.evals.template.MissingValueException} when the item does not have them. */
        ArrayNode messages(Scope scope);
    }

    /** The member {@code data_source} of a run; a 400 for what cannot be run here, with what to use. */
    static RunSource read(Sent sent, DataSourceConfig config) {
        sent.requireObject();
        String type = sent.member("type").oneOf("jsonl", "completions", "responses");
        return switch (type) {
            case "jsonl" -> {
                sent.only("type", "source");
                yield new RunSource(rows(sent.member("source"), config), Optional.empty());
            }
            case "completions" -> {
                sent.only("type", "source", "input_messages", "model", "sampling_params");
                yield new RunSource(rows(sent.member("source"), config), Optional.of(sampling(sent)));
            }
            default ->
                throw sent.member("type")
                        .refused(
                                "unsupported_data_source",
                                "runs of type responses are not made here: use type completions, which takes the same"
                                        + " source, input_messages, model and sampling_params");
        };
    }

    private static Rows rows(Sent source, DataSourceConfig config) {
        source.requireObject();
        String type = source.member("type").oneOf("file_content", "file_id", DataSourceConfig.STORED, "responses");
        boolean given = type.equals("file_content") || type.equals("file_id");
        if (!given) {
            throw source.member("type")
                    .refused(
                            "unsupported_data_source",
                            "a source of type " + type + " is not read here: send the rows as file_content, or upload"
                                    + " them with purpose \"evals\" and name the file as file_id");
        }
        if (!config.custom()) {
            throw source.member("type")
                    .refused(
                            "invalid_value",
                            "this eval is over logged requests; make one with data_source_config of type custom to send"
                                    + " rows");
        }
        if (type.equals("file_id")) {
            source.only("type", "id");
            return new Uploaded(source.member("id").text());
        }
        source.only("type", "content");
        source.member("content").elements();
        return new Inline(source.member("content"));
    }

    private static Sampling sampling(Sent sent) {
        Sent messages = sent.member("input_messages");
        messages.requireObject();
        Prompt prompt;
        if (messages.member("type").oneOf("template", "item_reference").equals("template")) {
            messages.only("type", "template");
            prompt = ChatTemplate.read(messages.member("template"))::render;
        } else {
            messages.only("type", "item_reference");
            prompt = reference(messages.member("item_reference"));
        }
        return new Sampling(sent.member("model").text(), prompt, SamplingParams.read(sent.member("sampling_params")));
    }

    private static Prompt reference(Sent sent) {
        String path = sent.text();
        Template place = sent.read(text -> Template.parse("{{" + text + "}}"));
        if (!path.startsWith("item.")) {
            throw sent.refused("invalid_value", sent.path() + " must begin with item., like item.input_trajectory");
        }
        return scope -> {
            JsonNode messages = place.value(scope);
            if (messages instanceof ArrayNode array && !array.isEmpty()) {
                return array;
            }
            throw new IllegalArgumentException(path + " is not a list of messages");
        };
    }
}
