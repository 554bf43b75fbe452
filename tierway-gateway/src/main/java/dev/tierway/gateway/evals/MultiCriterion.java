package dev.tierway.gateway.evals;

import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.template.Scope;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Several criteria whose scores a formula makes one of. It knows nothing as soon as one of them does not.
 *
 * @param parts by the names that the formula calls them
 * @param threshold the least that passes
 */
record MultiCriterion(String name, Map<String, Criterion> parts, Formula formula, double threshold)
        implements Criterion {
    static final String TYPE = "multi";

    private static final double USUAL_THRESHOLD = 0.5;

    MultiCriterion {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    static MultiCriterion read(Sent sent, CriterionReader reader) {
        sent.only("type", "name", "graders", "calculate_output", "pass_threshold");
        Map<String, Criterion> parts = new LinkedHashMap<>();
        Sent graders = sent.member("graders");
        for (String key : graders.requireObject().propertyNames()) {
            Criterion part = reader.one(graders.member(key));
            if (part instanceof MultiCriterion) {
                throw graders.member(key).refused("invalid_value", "a multi grader cannot be inside another");
            }
            parts.put(key, part);
        }
        Formula formula = sent.member("calculate_output").read(text -> Formula.parse(text, parts.keySet()));
        return new MultiCriterion(
                sent.member("name").text(),
                parts,
                formula,
                sent.member("pass_threshold").number().orElse(USUAL_THRESHOLD));
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Set<String> models() {
        Set<String> models = new HashSet<>();
        parts.values().forEach(part -> models.addAll(part.models()));
        return models;
    }

    @Override
    public Graded grade(Scope scope, ChatModel models) throws InterruptedException {
        Map<String, Double> scores = new HashMap<>();
        StringBuilder reasons = new StringBuilder();
        for (Map.Entry<String, Criterion> part : parts.entrySet()) {
            Graded graded = part.getValue().graded(scope, models);
            if (graded.score().isEmpty()) {
                return Graded.unknown(part.getKey() + ": " + graded.reason());
            }
            scores.put(part.getKey(), graded.score().getAsDouble());
            reasons.append(reasons.isEmpty() ? "" : ", ")
                    .append(part.getKey())
                    .append(' ')
                    .append(graded.score().getAsDouble());
        }
        double score = formula.value(scores);
        return Double.isFinite(score)
                ? Graded.of(score >= threshold, score, reasons.toString())
                : Graded.unknown("calculate_output gives no number for " + reasons);
    }
}
