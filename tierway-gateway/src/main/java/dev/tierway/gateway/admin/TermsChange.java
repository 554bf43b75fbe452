package dev.tierway.gateway.admin;

import dev.tierway.core.config.ConfigNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members of a reservation that replace those there are: each as a whole, and null takes one away (RFC 7396, one level
 * deep).
 */
final class TermsChange {
    /** Two names of one thing: who gives one replaces the other. */
    private static final Map<String, String> SAME = Map.of("project", "projects", "projects", "project");

    private final ConfigNode.Mapping given;

    private TermsChange(ConfigNode.Mapping given) {
        this.given = given;
    }

    static TermsChange of(ConfigNode.Mapping given) {
        return new TermsChange(given);
    }

    /** What to change when there is nothing yet. */
    static ConfigNode.Mapping nothing(ConfigNode.Mapping given) {
        return new ConfigNode.Mapping(given.at(), List.of());
    }

    ConfigNode.Mapping onto(ConfigNode.Mapping before) {
        Set<String> replaced = new HashSet<>();
        List<ConfigNode.Entry> entries = new ArrayList<>();
        for (ConfigNode.Entry entry : given.entries()) {
            replaced.add(entry.key());
            replaced.add(SAME.getOrDefault(entry.key(), entry.key()));
            if (!(entry.value() instanceof ConfigNode.Empty)) {
                entries.add(entry);
            }
        }
        before.entries().stream()
                .filter(entry -> !replaced.contains(entry.key()))
                .forEach(entries::add);
        return new ConfigNode.Mapping(given.at(), entries);
    }
}
