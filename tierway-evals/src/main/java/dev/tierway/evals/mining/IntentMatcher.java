package dev.tierway.evals.mining;

import dev.tierway.evals.network.Intent;
import dev.tierway.evals.network.Network;
import dev.tierway.evals.target.Turn;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says to which intent of a network a conversation belongs, by words alone (BM25, Robertson and Zaragoza 2009, over the
 * texts of each intent). What the customer says first counts double, all else once. Immutable.
 */
final class IntentMatcher {
    private static final double SATURATION = 1.2;
    private static final double LENGTH = 0.3;
    private static final int NAME = 4;
    private static final int EXAMPLE = 3;
    private static final int DESCRIPTION = 2;
    private static final int FIRST_TURNS = 3;

    private final Map<String, Map<String, Integer>> documents = new LinkedHashMap<>();
    private final Map<String, Double> rarity = new HashMap<>();
    private final Map<String, Integer> lengths = new HashMap<>();
    private final double averageLength;

    /** What an intent scored; higher is nearer. */
    record Match(String intent, double score) {}

    IntentMatcher(Network network) {
        for (Intent intent : network.intents().values()) {
            Map<String, Integer> document = new HashMap<>();
            add(document, intent.title(), NAME);
            add(document, intent.group() + " " + intent.description(), DESCRIPTION);
            intent.examples().forEach(it -> add(document, it, EXAMPLE));
            add(document, intent.routine().instruction(), 1);
            documents.put(intent.name(), document);
            lengths.put(
                    intent.name(),
                    document.values().stream().mapToInt(Integer::intValue).sum());
        }
        Map<String, Integer> frequency = new HashMap<>();
        documents.values().forEach(it -> it.keySet().forEach(word -> frequency.merge(word, 1, Integer::sum)));
        int count = documents.size();
        frequency.forEach((word, in) -> rarity.put(word, Math.log(1 + (count - in + 0.5) / (in + 0.5))));
        averageLength =
                lengths.values().stream().mapToInt(Integer::intValue).average().orElse(1);
    }

    /** The nearest intent; empty when no word is shared with any. */
    Optional<Match> nearest(List<Turn> turns) {
        Map<String, Integer> question = question(turns);
        return documents.keySet().stream()
                .map(it -> new Match(it, score(it, question)))
                .max(Comparator.comparingDouble(Match::score))
                .filter(it -> it.score() > 0);
    }

    /** How near {@code text} alone is to {@code intent}. */
    double nearness(String intent, String text) {
        Map<String, Integer> question = new HashMap<>();
        Stems.of(text).forEach(word -> question.put(word, 1));
        return score(intent, question);
    }

    private static Map<String, Integer> question(List<Turn> turns) {
        Map<String, Integer> question = new HashMap<>();
        int said = 0;
        for (Turn turn : turns) {
            Set<String> words = Set.copyOf(Stems.of(turn.text()));
            int weight = Transcript.byCustomer(turn) && said < FIRST_TURNS ? 2 : 1;
            if (Transcript.byCustomer(turn) && !words.isEmpty()) {
                said++;
            }
            words.forEach(word -> question.merge(word, weight, Math::max));
        }
        return question;
    }

    private double score(String intent, Map<String, Integer> question) {
        Map<String, Integer> document = documents.getOrDefault(intent, Map.of());
        double length = lengths.getOrDefault(intent, 1) / averageLength;
        double score = 0;
        for (Map.Entry<String, Integer> word : question.entrySet()) {
            Integer count = document.get(word.getKey());
            if (count != null) {
                double saturated = count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH + LENGTH * length));
                score += word.getValue() * rarity.getOrDefault(word.getKey(), 0.0) * saturated;
            }
        }
        return score;
    }

    private static void add(Map<String, Integer> document, String text, int weight) {
        Stems.of(text).forEach(word -> document.merge(word, weight, Integer::sum));
    }
}
