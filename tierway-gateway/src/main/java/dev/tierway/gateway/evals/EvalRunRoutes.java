package dev.tierway.gateway.evals;

import dev.tierway.gateway.admin.ListReply;
import dev.tierway.gateway.admin.QueryParameters;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.body.Sent;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.providers.spi.Slice;
import dev.tierway.storage.evals.EvalPage;
import dev.tierway.storage.evals.EvalRunStatus;
import dev.tierway.storage.evals.ItemOutcome;
import dev.tierway.storage.evals.ItemQuery;
import dev.tierway.storage.evals.NewEvalRun;
import dev.tierway.storage.evals.StoredEval;
import dev.tierway.storage.evals.StoredEvalRun;
import dev.tierway.storage.evals.StoredItem;
import dev.tierway.storage.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/evals/{eval_id}/runs} and everything below it. Thread-safe. */
final class EvalRunRoutes {

    private final EvalRoutes.Parts parts;
    private final CriterionReader criteria;
    private final RowReader rows;

    EvalRunRoutes(EvalRoutes.Parts parts, CriterionReader criteria) {
        this.parts = parts;
        this.criteria = criteria;
        rows = new RowReader(parts.files(), parts.completions());
    }

    /** @param rest what follows {@code runs} in the path */
    void handle(Exchange exchange, Principal principal, StoredEval eval, List<String> rest) {
        String route = exchange.method()
                + switch (rest.size()) {
                    case 0 -> "";
                    case 1 -> " one";
                    case 2 -> " " + rest.get(1);
                    case 3 -> " " + rest.get(1) + " one";
                    default -> throw EvalRoutes.unknownPath(exchange);
                };
        switch (route) {
            case "POST" -> create(exchange, principal, eval);
            case "GET" -> list(exchange, eval);
            case "GET one" -> answer(exchange, eval, existing(eval, rest.getFirst()));
            case "POST one", "POST cancel" -> cancel(exchange, eval, rest.getFirst());
            case "DELETE one" -> delete(exchange, eval, rest.getFirst());
            case "GET output_items" -> items(exchange, existing(eval, rest.getFirst()));
            case "GET output_items one" -> item(exchange, existing(eval, rest.getFirst()), rest.get(2));
            default -> {
                boolean known = rest.size() < 2
                        || rest.get(1).equals("output_items")
                        || (rest.size() == 2 && rest.get(1).equals("cancel"));
                throw known ? EvalRoutes.wrongMethod(exchange) : EvalRoutes.unknownPath(exchange);
            }
        }
    }

    private void create(Exchange exchange, Principal principal, StoredEval eval) {
        Sent body = Sent.body(exchange.body()).only("name", "metadata", "data_source");
        Map<String, String> metadata = body.member("metadata").metadata();
        EvalDefinition definition = EvalDefinition.of(eval, criteria);
        RunSource source = RunSource.read(body.member("data_source"), definition.source());
        Optional<String> tier = Optional.ofNullable(metadata.get(RunMetadata.TIER));
        source.sampling().ifPresent(it -> parts.callers().require(principal, "data_source.model", it.model(), tier));
        definition.judges().forEach(model -> parts.callers().require(principal, "testing_criteria", model, tier));
        check(principal, source, definition);
        Instant now = parts.clock().now();
        String id = "evalrun_" + parts.ids().next();
        StoredEvalRun run = parts.runs()
                .create(new NewEvalRun(
                        id,
                        eval.id(),
                        new LedgerEntry.Caller(
                                principal.project().name(),
                                principal.keyId(),
                                principal.useCase().orElse("")),
                        body.member("name")
                                .optionalText()
                                .filter(name -> !name.isEmpty())
                                .orElse(id),
                        source.sampling().map(RunSource.Sampling::model).orElse(""),
                        EvalRoutes.metadata(metadata),
                        settled(body.member("data_source").node(), source, now),
                        now));
        parts.changed().run();
        answer(exchange, eval, run);
    }

    /** A run of kept completions is one of those until now, also when it is resumed later. */
    private static String settled(JsonNode dataSource, RunSource source, Instant now) {
        if (source.rows() instanceof RunSource.Kept(CompletionRows.Filter filter)
                && filter.before().isEmpty()) {
            ObjectNode bounded = (ObjectNode) dataSource.deepCopy();
            ((ObjectNode) bounded.path("source")).put("created_before", now.getEpochSecond() + 1);
            return bounded.toString();
        }
        return dataSource.toString();
    }

    /** Rows that are sent are all looked at now; of a file only the first, and the others when it runs. */
    private void check(Principal principal, RunSource source, EvalDefinition definition) {
        boolean all = source.rows() instanceof RunSource.Inline;
        rows.read(principal.project().name(), source.rows(), definition.source().schema(), _ -> all);
    }

    private void list(Exchange exchange, StoredEval eval) {
        QueryParameters query = QueryParameters.parse(exchange.query(), Set.of("after", "limit", "order", "status"));
        int limit = (int) query.number("limit", 1, EvalRoutes.LONGEST_PAGE).orElse(EvalRoutes.USUAL_PAGE);
        List<StoredEvalRun> found = parts.runs()
                .list(
                        eval.project(),
                        eval.id(),
                        new EvalPage(query.one("after"), limit + 1, query.newestFirst("asc")),
                        query.one("status").map(EvalRunRoutes::status));
        new ListReply<>(
                        found.subList(0, Math.min(limit, found.size())),
                        StoredEvalRun::id,
                        shape(exchange, eval)::write,
                        found.size() > limit)
                .send(exchange);
    }

    private static EvalRunStatus status(String name) {
        return Arrays.stream(EvalRunStatus.values())
                .filter(status -> status.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> QueryParameters.invalid(
                        "status",
                        "'status' must be queued, in_progress, completed, failed or canceled, not '" + name + "'"));
    }

    private void cancel(Exchange exchange, StoredEval eval, String id) {
        StoredEvalRun run = parts.runs()
                .cancel(eval.project(), eval.id(), id, parts.clock().now())
                .orElseThrow(() -> EvalRoutes.unknown("run", id));
        parts.changed().run();
        answer(exchange, eval, run);
    }

    private void delete(Exchange exchange, StoredEval eval, String id) {
        if (!parts.runs().delete(eval.project(), eval.id(), id)) {
            throw EvalRoutes.unknown("run", id);
        }
        parts.changed().run();
        JsonReply.send(exchange, json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "eval.run.deleted");
            json.writeBooleanProperty("deleted", true);
            json.writeStringProperty("run_id", id);
            json.writeEndObject();
        });
    }

    private void items(Exchange exchange, StoredEvalRun run) {
        QueryParameters query = QueryParameters.parse(exchange.query(), Set.of("after", "limit", "order", "status"));
        int limit = (int) query.number("limit", 1, EvalRoutes.LONGEST_PAGE).orElse(EvalRoutes.USUAL_PAGE);
        OptionalLong after = OptionalLong.empty();
        if (query.one("after").isPresent()) {
            String id = query.one("after").get();
            after = OutputItemId.number(run.id(), id);
            if (after.isEmpty()) {
                throw QueryParameters.invalid("after", "'after' names '" + id + "', which is no item of this run");
            }
        }
        List<StoredItem> found = parts.items()
                .list(
                        run.id(),
                        new ItemQuery(
                                after,
                                limit + 1,
                                query.newestFirst("asc"),
                                query.one("status").map(EvalRunRoutes::outcome)));
        new ListReply<>(
                        found.subList(0, Math.min(limit, found.size())),
                        item -> OutputItemId.of(run.id(), item.number()),
                        (json, item) -> json.writeRawValue(new String(item.body(), StandardCharsets.UTF_8)),
                        found.size() > limit)
                .send(exchange);
    }

    private static ItemOutcome outcome(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "pass", "passed" -> ItemOutcome.PASS;
            case "fail", "failed" -> ItemOutcome.FAIL;
            case "error", "errored" -> ItemOutcome.ERROR;
            default ->
                throw QueryParameters.invalid("status", "'status' must be pass, fail or error, not '" + name + "'");
        };
    }

    private void item(Exchange exchange, StoredEvalRun run, String id) {
        OptionalLong number = OutputItemId.number(run.id(), id);
        StoredItem item = (number.isEmpty()
                        ? Optional.<StoredItem>empty()
                        : parts.items().find(run.id(), number.getAsLong()))
                .orElseThrow(() -> EvalRoutes.unknown("output_item", id));
        exchange.respond(200, Headers.JSON, List.of(Slice.of(item.body())));
    }

    private StoredEvalRun existing(StoredEval eval, String id) {
        return parts.runs().find(eval.project(), eval.id(), id).orElseThrow(() -> EvalRoutes.unknown("run", id));
    }

    private static void answer(Exchange exchange, StoredEval eval, StoredEvalRun run) {
        EvalRunJson shape = shape(exchange, eval);
        JsonReply.send(exchange, json -> shape.write(json, run));
    }

    private static EvalRunJson shape(Exchange exchange, StoredEval eval) {
        JsonNode criteria = Sent.JSON.readTree(eval.criteria());
        String host = exchange.header("host");
        String scheme = "https".equals(exchange.header("x-forwarded-proto")) ? "https://" : "http://";
        return new EvalRunJson(
                (host == null ? "" : scheme + host) + EvalRoutes.PATH,
                criteria.valueStream().map(it -> it.path("name").asString("")).toList());
    }
}
