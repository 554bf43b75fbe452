package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.evals.redact.RedactionPattern;
import dev.tierway.evals.redact.RedactionRule;
import dev.tierway.evals.redact.RedactionRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is taken out of texts before they are kept: {@code all}, or a mapping that says what. */
public final class RedactionConfig {
    private static final String ALL = "all";
    private static final ConfigFormat<RedactionRules> EVERYTHING =
            ConfigFormats.oneOf(Map.of(ALL, RedactionRules.standard()));
    private static final ConfigFormat<RedactionRule> RULE = ConfigFormats.oneOf(rules());

    private RedactionConfig() {}

    /** What {@code key} says; empty when it is not there. */
    static Optional<RedactionRules> of(ConfigReader reader, String key) {
        return reader.either(key, EVERYTHING, RedactionConfig::from);
    }

    private static RedactionRules from(ConfigReader reader) {
        Set<RedactionRule> kinds = EnumSet.allOf(RedactionRule.class);
        List<RedactionRule> only = reader.list("only", RULE);
        if (!only.isEmpty()) {
            kinds.retainAll(only);
        }
        reader.list("except", RULE).forEach(kinds::remove);
        return RedactionRules.of(kinds)
                .withPatterns(reader.section("patterns", RedactionConfig::patterns, List.of()))
                .withWords(reader.list("words", ConfigFormats.TEXT));
    }

    private static List<RedactionPattern> patterns(ConfigReader reader) {
        List<RedactionPattern> patterns = new ArrayList<>();
        for (String label : reader.keys()) {
            String regex = reader.required(label, ConfigFormats.TEXT);
            try {
                patterns.add(new RedactionPattern(label, regex));
            } catch (IllegalArgumentException unusable) {
                reader.problem(label, String.valueOf(unusable.getMessage()));
            }
        }
        return patterns;
    }

    private static Map<String, RedactionRule> rules() {
        Map<String, RedactionRule> byName = new LinkedHashMap<>();
        Arrays.stream(RedactionRule.values()).forEach(rule -> byName.put(rule.wireName(), rule));
        return byName;
    }
}
