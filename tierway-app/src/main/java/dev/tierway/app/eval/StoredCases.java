package dev.tierway.app.eval;

import dev.tierway.app.client.ApiClient;
import dev.tierway.evals.dataset.KnownInputs;
import dev.tierway.evals.redact.Redactor;
import dev.tierway.evals.redact.TreeRedactor;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes cases of the completions that a gateway stored, the newest first. Confined to one thread. */
final class StoredCases {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAGE = 100;

    private final ApiClient client;
    private final Wanted wanted;
    private final KnownInputs known;
    private final KnownInputs written = new KnownInputs();
    private final Map<String, List<JsonNode>> feedback = new HashMap<>();
    private final SortedMap<String, Integer> redacted = new TreeMap<>();
    private int duplicates;
    private int contaminated;
    private int cases;

    /**
     * Which cases are wanted.
     *
     * @param since answered then or later
     * @param feedback what must have been said, by name
     * @param redactor cleans them; absent to leave them as they are
     */
    record Wanted(Optional<String> model, Instant since, Map<String, String> feedback, Optional<Redactor> redactor) {}

    /**
     * What was done.
     *
     * @param duplicates answers whose input stands in a case already
     * @param contaminated answers whose input stands in another dataset
     * @param redacted how many findings were replaced, by label
     */
    record Outcome(int cases, int duplicates, int contaminated, SortedMap<String, Integer> redacted) {
        String text(String file) {
            StringBuilder text = new StringBuilder()
                    .append(cases)
                    .append(cases == 1 ? " case" : " cases")
                    .append(file.equals("-") ? "" : " in " + file)
                    .append("; left out: ")
                    .append(duplicates)
                    .append(" with an input that is there already, ")
                    .append(contaminated)
                    .append(" that stand in the other datasets");
            if (!redacted.isEmpty()) {
                text.append("; taken out: ").append(redacted);
            }
            return text.toString();
        }

        String json() {
            ObjectNode json = JSON.createObjectNode()
                    .put("cases", cases)
                    .put("duplicates", duplicates)
                    .put("contaminated", contaminated);
            redacted.forEach(json.putObject("redacted")::put);
            return json.toString();
        }
    }

    /** @param known inputs that no case may have */
    StoredCases(ApiClient client, Wanted wanted, KnownInputs known) {
        this.client = client;
        this.wanted = wanted;
        this.known = known;
    }

    /** Writes each case as a line. */
    Outcome write(PrintStream lines) {
        String since = "created_after=" + wanted.since().getEpochSecond();
        pages(
                "/v1/feedback?" + since,
                said -> feedback.computeIfAbsent(target(said.path("target")), _ -> new ArrayList<>())
                        .add(said));
        String model =
                wanted.model().map(it -> "&model=" + ApiClient.encoded(it)).orElse("");
        pages("/v1/chat/completions?order=desc&" + since + model, completion -> write(completion, lines));
        lines.flush();
        return new Outcome(cases, duplicates, contaminated, redacted);
    }

    private void pages(String path, Consumer<JsonNode> each) {
        String after = "";
        boolean more = true;
        while (more) {
            JsonNode page = client.get(path + "&limit=" + PAGE + after).json();
            page.path("data").forEach(each);
            more = page.path("has_more").asBoolean(false);
            after = "&after=" + ApiClient.encoded(page.path("last_id").asString(""));
        }
    }

    private static String target(JsonNode target) {
        return target.has("episode")
                ? episode(target.path("episode").asString())
                : target.path("request_id").asString();
    }

    private static String episode(String name) {
        return "episode " + name;
    }

    private void write(JsonNode completion, PrintStream lines) {
        List<JsonNode> said = new ArrayList<>(
                feedback.getOrDefault(completion.path("request_id").asString(""), List.of()));
        String episode = completion.path("tierway").path("episode").asString("");
        if (!episode.isEmpty()) {
            said.addAll(feedback.getOrDefault(episode(episode), List.of()));
        }
        if (!wanted.feedback().entrySet().stream().allMatch(it -> isSaid(it, said))) {
            return;
        }
        ArrayNode input = messages(completion.path("id").asString());
        if (known.contains(input)) {
            contaminated++;
        } else if (written.add(input)) {
            cases++;
            lines.print(row(completion, input, said) + "\n");
        } else {
            duplicates++;
        }
    }

    private static boolean isSaid(Map.Entry<String, String> wanted, List<JsonNode> said) {
        return said.stream()
                .anyMatch(it -> it.path("name").asString("").equals(wanted.getKey())
                        && it.path("value").asString("").equals(wanted.getValue()));
    }

    /** What was asked, as it was sent. */
    private ArrayNode messages(String id) {
        ArrayNode messages = JSON.createArrayNode();
        pages("/v1/chat/completions/" + ApiClient.encoded(id) + "/messages?order=asc", message -> {
            ObjectNode asked = (ObjectNode) message.deepCopy();
            JsonNode parts = asked.remove("content_parts");
            asked.remove("id");
            if (parts != null && !parts.isNull()) {
                asked.set("content", parts);
            }
            messages.add(asked);
        });
        return messages;
    }

    private ObjectNode row(JsonNode completion, ArrayNode input, List<JsonNode> said) {
        ObjectNode row = JSON.createObjectNode().put("id", completion.path("id").asString());
        row.set("input", input);
        row.set("output", answer(completion.path("choices").path(0).path("message")));
        ObjectNode opinions = JSON.createObjectNode();
        for (JsonNode opinion : said) {
            if (opinion.path("kind").asString("").equals("demonstration")) {
                row.set("expected", answer(opinion.path("value")));
            } else {
                opinions.set(opinion.path("name").asString(), opinion.path("value"));
            }
        }
        row.set("feedback", opinions);
        copy(completion, "tools", row);
        copy(completion, "metadata", row);
        ObjectNode origin = row.putObject("origin");
        copy(completion, "request_id", origin);
        copy(completion, "created", origin);
        origin.setAll((ObjectNode) completion.path("tierway"));
        return wanted.redactor().map(it -> cleaned(row, it)).orElse(row);
    }

    /** The text of a message; the message whole when it says something else. */
    private static JsonNode answer(JsonNode message) {
        boolean onlyText =
                message.path("content").isString() && message.path("tool_calls").isEmpty();
        return onlyText ? message.path("content") : message;
    }

    private static void copy(JsonNode from, String name, ObjectNode to) {
        if (from.hasNonNull(name)) {
            to.set(name, from.path(name));
        }
    }

    private ObjectNode cleaned(ObjectNode row, Redactor redactor) {
        JsonNode origin = row.remove("origin");
        TreeRedactor.Redacted clean = new TreeRedactor(redactor, TreeRedactor.OPENAI_NAMES).redact(row);
        clean.counts().forEach((label, count) -> redacted.merge(label, count, Integer::sum));
        clean.tree().set("origin", origin);
        return clean.tree();
    }
}
