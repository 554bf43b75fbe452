package dev.tierway.evals.redact;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a {@link Redactor} takes out.
 *
 * @param kinds the kinds of personal data it knows by itself
 * @param patterns what it finds besides
 * @param words words and phrases that are always taken out, whatever their case
 * @param maxChars how many characters a document may have; a longer one is withheld whole
 */
public record RedactionRules(
        Set<RedactionRule> kinds, List<RedactionPattern> patterns, List<String> words, int maxChars) {
    /** 4 Mi characters. */
    public static final int DEFAULT_MAX_CHARS = 1 << 22;

    public RedactionRules {
        kinds = Set.copyOf(kinds);
        patterns = List.copyOf(patterns);
        words = List.copyOf(words);
        if (words.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a word to redact is empty");
        }
        if (maxChars < 1) {
            throw new IllegalArgumentException("a document may have at least 1 character, not " + maxChars);
        }
    }

    /** All kinds, no patterns, no words. */
    public static RedactionRules standard() {
        return of(EnumSet.allOf(RedactionRule.class));
    }

    public static RedactionRules of(Set<RedactionRule> kinds) {
        return new RedactionRules(kinds, List.of(), List.of(), DEFAULT_MAX_CHARS);
    }

    public RedactionRules withPatterns(List<RedactionPattern> more) {
        return new RedactionRules(kinds, more, words, maxChars);
    }

    public RedactionRules withWords(List<String> more) {
        return new RedactionRules(kinds, patterns, more, maxChars);
    }
}
