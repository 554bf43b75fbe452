package dev.tierway.providers.embedded;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.text.ChatTemplate;
import dev.tierway.engine.text.SamplingParameters;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads OpenAI requests for one model. What this engine cannot do is refused by the name of its field; fields that
 * change nothing in an answer, such as {@code user} or {@code metadata}, are passed over. Thread-safe.
 */
final class RequestReader {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_ANSWERS = 16;

    /** OpenAI's own default for completions. */
    private static final int COMPLETION_TOKENS = 16;

    private final EmbeddedModel model;
    private final PromptReader prompts;

    RequestReader(EmbeddedModel model) {
        this.model = model;
        this.prompts = new PromptReader(model.tokenizer());
    }

    /** @throws FailureException of kind INVALID_REQUEST, naming the field at fault */
    PreparedRequest read(InferenceRequest request) {
        RequestFields body = RequestFields.of(parse(request.body()), "");
        int vocabularySize = model.tokenizer().vocabularySize();
        PreparedRequest read = switch (request.operation()) {
            case CHAT_COMPLETION -> {
                refuseInChat(body);
                SamplingParameters sampling =
                        SamplingReader.read(body, SamplingReader.chatAlternatives(body), vocabularySize);
                yield prepared(request, body, List.of(conversation(body)), sampling);
            }
            case COMPLETION -> {
                refuseInCompletion(body);
                SamplingParameters sampling =
                        SamplingReader.read(body, SamplingReader.completionAlternatives(body), vocabularySize);
                yield prepared(request, body, prompts.read(body), sampling);
            }
        };
        return checked(read, request.operation());
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException malformed) {
            throw new FailureException(
                    Failure.of(
                            FailureKind.INVALID_REQUEST,
                            "malformed_json",
                            "the request body is not valid JSON: send one JSON object in UTF-8"),
                    malformed);
        }
    }

    private static void refuseInChat(RequestFields body) {
        JsonNode toolChoice = body.get("tool_choice");
        boolean toolsOff = toolChoice != null
                && toolChoice.isString()
                && toolChoice.stringValue().equals("none");
        if (!toolsOff) {
            body.refuse(
                    List.of("tools", "functions"),
                    "remove it, set tool_choice to none, or use a deployment that calls tools");
        }
        body.refuse(List.of("audio", "web_search_options"), "remove it, or use a deployment that offers it");
        JsonNode modalities = body.get("modalities");
        if (modalities != null && !modalities.values().stream().allMatch(RequestReader::isText)) {
            throw RequestFields.unsupported("modalities", "it answers in text only");
        }
    }

    private static boolean isText(JsonNode modality) {
        return modality.isString() && modality.stringValue().equals("text");
    }

    private static void refuseInCompletion(RequestFields body) {
        body.refuse(List.of("echo", "suffix"), "remove it");
        if (body.integer("best_of", 1, 1, Integer.MAX_VALUE) > body.integer("n", 1, 1, Integer.MAX_VALUE)) {
            throw RequestFields.unsupported("best_of", "remove it, or set it to n");
        }
    }

    private int[] conversation(RequestFields body) {
        ChatTemplate template = model.template()
                .orElseThrow(() -> Failure.invalid(
                                "messages",
                                "unsupported_value",
                                "this model has no chat template: use /v1/completions, or set chat_template in its"
                                        + " deployment")
                        .toException());
        return template.tokenize(MessagesReader.read(body), model.tokenizer());
    }

    private PreparedRequest prepared(
            InferenceRequest request, RequestFields body, List<int[]> promptTokens, SamplingParameters sampling) {
        int fallback = request.operation() == Operation.COMPLETION ? COMPLETION_TOKENS : model.contextTokens();
        Optional<String> grammar = ResponseFormatReader.grammar(body);
        return new PreparedRequest(
                promptTokens,
                request.choices(),
                request.maxOutputTokens().orElse(fallback),
                sampling,
                SamplingReader.seed(body),
                SamplingReader.stops(body),
                grammar);
    }

    private PreparedRequest checked(PreparedRequest request, Operation operation) {
        String promptField = operation == Operation.COMPLETION ? "prompt" : "messages";
        if (request.choices() < 1 || request.answers() > MAX_ANSWERS) {
            throw Failure.invalid(
                            "n",
                            "invalid_value",
                            "n is " + request.choices() + " for "
                                    + request.prompts().size() + " prompts: one request may ask for at most "
                                    + MAX_ANSWERS + " answers")
                    .toException();
        }
        if (request.maxTokens() < 1 || request.maxTokens() > model.contextTokens()) {
            throw Failure.invalid(
                            "max_tokens",
                            "invalid_value",
                            "max_tokens is " + request.maxTokens() + ": this model holds " + model.contextTokens()
                                    + " tokens of prompt and output together; ask for 1 to that")
                    .toException();
        }
        for (int[] prompt : request.prompts()) {
            if (prompt.length == 0) {
                throw Failure.invalid(promptField, "invalid_value", promptField + " has no text: send some")
                        .toException();
            }
            if (prompt.length >= model.contextTokens()) {
                throw Failure.invalid(
                                promptField,
                                "context_length_exceeded",
                                "this model's context holds " + model.contextTokens() + " tokens, and " + promptField
                                        + " alone has " + prompt.length + ": shorten it")
                        .toException();
            }
        }
        return request;
    }
}
