package dev.tierway.evals.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes personal data out of texts. Each value gets a stand-in ({@code <EMAIL_1>}) that is the same wherever the value
 * stands again in one document, so that the text still tells who is who; other documents begin anew. Takes time linear
 * in the length of a document. Immutable and thread-safe.
 *
 * <p>It finds what follows a form or an introduction; a name that nothing introduces stays. What it leaves is no proof
 * that nothing is left.
 */
public final class Redactor {
    /** What stands for a document that is longer than the rules allow. */
    public static final String WITHHELD = "<WITHHELD>";

    private static final String WORD = "WORD";

    private final RedactionRules rules;
    private final List<Detector> detectors;
    private final List<String> precedence;

    public Redactor(RedactionRules rules) {
        this.rules = rules;
        List<Detector> all = new ArrayList<>();
        Set<String> labels = new LinkedHashSet<>();
        if (!rules.words().isEmpty()) {
            all.add(words(WORD, rules.words()));
        }
        labels.add(WORD);
        for (RedactionPattern pattern : rules.patterns()) {
            all.add(PatternDetector.of(pattern.label(), pattern.regex()));
            labels.add(pattern.label());
        }
        EnumSet.allOf(RedactionRule.class).stream()
                .filter(rules.kinds()::contains)
                .forEach(rule -> {
                    all.addAll(Detectors.of(rule));
                    labels.add(rule.name());
                });
        this.detectors = List.copyOf(all);
        this.precedence = List.copyOf(labels);
    }

    /** A document of one text. */
    public Redaction redact(String text) {
        return redact(List.of(text));
    }

    /** The texts of one document, in which the same value gets the same stand-in. */
    public Redaction redact(List<String> texts) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        long length = texts.stream().mapToLong(String::length).sum();
        if (length > rules.maxChars()) {
            counts.put("WITHHELD", texts.size());
            return new Redaction(texts.stream().map(_ -> WITHHELD).toList(), counts);
        }
        List<List<Finding>> findings = texts.stream().map(this::find).toList();
        List<Detector> again = namesAgain(texts, findings);
        Standins standins = new Standins(counts, texts);
        List<String> redacted = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            List<Finding> here = new ArrayList<>(findings.get(i));
            String text = texts.get(i);
            again.forEach(detector -> detector.find(text, here::add));
            redacted.add(standins.replace(text, merged(here)));
        }
        return new Redaction(List.copyOf(redacted), counts);
    }

    /** What is taken out of {@code text} alone, in order and apart from each other. */
    List<Finding> findings(String text) {
        return merged(find(text));
    }

    private List<Finding> find(String text) {
        List<Finding> found = new ArrayList<>();
        detectors.forEach(detector -> detector.find(text, found::add));
        return found;
    }

    /** Detectors of the names that were introduced anywhere, so that they go everywhere. */
    private static List<Detector> namesAgain(List<String> texts, List<List<Finding>> findings) {
        String name = RedactionRule.NAME.name();
        Set<String> known = new LinkedHashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            for (Finding finding : findings.get(i)) {
                if (finding.label().equals(name) && finding.end() - finding.start() > 2) {
                    known.add(texts.get(i).substring(finding.start(), finding.end()));
                }
            }
        }
        return known.isEmpty() ? List.of() : List.of(words(name, List.copyOf(known)));
    }

    private static Detector words(String label, List<String> words) {
        String any = String.join(
                "|",
                words.stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(Pattern::quote)
                        .toList());
        return PatternDetector.of(label, "(?i)(?:^|[^\\p{L}\\p{N}_])(" + any + ")(?:$|[^\\p{L}\\p{N}_])");
    }

    /** Findings that touch each other become one, called after the first of them in order of precedence. */
    private List<Finding> merged(List<Finding> findings) {
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
        List<Finding> merged = new ArrayList<>();
        for (Finding next : sorted) {
            Finding last = merged.isEmpty() ? null : merged.getLast();
            if (last == null || next.start() >= last.end()) {
                merged.add(next);
            } else {
                boolean first = precedence.indexOf(last.label()) <= precedence.indexOf(next.label());
                merged.set(
                        merged.size() - 1,
                        new Finding(
                                last.start(), Math.max(last.end(), next.end()), first ? last.label() : next.label()));
            }
        }
        return merged;
    }

    /** The stand-ins of one document. */
    private static final class Standins {
        private static final Pattern STANDIN = Pattern.compile("<([A-Z_]+)_(\\d{1,6})>");

        private final Map<String, Integer> taken = new HashMap<>();
        private final Map<String, Map<String, Integer>> numbers = new HashMap<>();
        private final SortedMap<String, Integer> counts;

        /** @param texts may have stand-ins already, which new ones must not be taken for */
        Standins(SortedMap<String, Integer> counts, List<String> texts) {
            this.counts = counts;
            for (String text : texts) {
                Matcher there = STANDIN.matcher(text);
                while (there.find()) {
                    taken.merge(there.group(1), Integer.valueOf(there.group(2)), Math::max);
                }
            }
        }

        String replace(String text, List<Finding> findings) {
            if (findings.isEmpty()) {
                return text;
            }
            StringBuilder replaced = new StringBuilder(text.length());
            int from = 0;
            for (Finding finding : findings) {
                String value = text.substring(finding.start(), finding.end());
                replaced.append(text, from, finding.start()).append(standin(finding.label(), value));
                counts.merge(finding.label(), 1, Integer::sum);
                from = finding.end();
            }
            return replaced.append(text, from, text.length()).toString();
        }

        private String standin(String label, String value) {
            Map<String, Integer> ofLabel = numbers.computeIfAbsent(label, _ -> new HashMap<>());
            int number =
                    ofLabel.computeIfAbsent(comparable(value), _ -> taken.getOrDefault(label, 0) + ofLabel.size() + 1);
            return "<" + label + "_" + number + ">";
        }

        /** The value as it is compared with others: however it is grouped, and in small letters. */
        private static String comparable(String value) {
            StringBuilder kept = new StringBuilder(value.length());
            value.toLowerCase(Locale.ROOT)
                    .codePoints()
                    .filter(c -> Character.isLetterOrDigit(c) || c == '@' || c == '.')
                    .forEach(kept::appendCodePoint);
            return kept.toString();
        }
    }
}
