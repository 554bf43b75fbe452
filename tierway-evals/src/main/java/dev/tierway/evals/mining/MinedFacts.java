package dev.tierway.evals.mining;

import dev.tierway.evals.simulate.Fact;
import dev.tierway.evals.target.Turn;
import dev.tierway.evals.wording.CustomerSpeech;
import dev.tierway.evals.wording.Sentences;
import dev.tierway.evals.wording.Values;
import dev.tierway.evals.wording.Values.Value;
import dev.tierway.evals.wording.Words;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a customer told in a transcript: what they volunteered, what only after being asked, and what they did not know.
 * By surface: values of known shapes, names that are introduced, and short answers to questions of known slots.
 *
 * @param unknown names of what they said they did not have
 */
record MinedFacts(List<Fact> known, List<Fact> withheld, List<String> unknown) {
    private static final int SHORT_ANSWER = 3;
    private static final Set<Slot> WORDS =
            EnumSet.of(Slot.NAME, Slot.MAIDEN_NAME, Slot.PET_NAME, Slot.MEMBERSHIP, Slot.CITY, Slot.USER_NAME);
    private static final Pattern INTRODUCED =
            Pattern.compile("\\b(?:[Mm]y name is|[Tt]his is|I am|I'm|[Ii]t's|[Ii]t is) ([A-Z][a-z]+(?: [A-Z][a-z]+)+)");
    private static final Pattern FILLER = Pattern.compile(
            "^(?:(?:it's|its|it is|that's|that is|yes|yeah|sure|ok|okay|hi|hello|uh|um|oh|well|my name is|i'm|i am|this is"
                    + "|name|the name is|she was|her name was|a|the)\\b[,.:!]?\\s*)+",
            Pattern.CASE_INSENSITIVE);

    static MinedFacts of(Transcript transcript) {
        Collector collector = new Collector();
        StringBuilder heard = new StringBuilder();
        StringBuilder question = new StringBuilder();
        boolean answered = false;
        for (Turn turn : transcript.turns()) {
            if (Transcript.byCustomer(turn)) {
                collector.answer(turn.text(), slots(question.toString()), heard.toString());
                answered = true;
            } else {
                if (answered) {
                    question.setLength(0);
                    answered = false;
                }
                question.append(turn.text()).append(' ');
                heard.append(turn.text()).append('\n');
            }
        }
        return collector.facts();
    }

    private static Set<Slot> slots(String text) {
        Set<Slot> slots = EnumSet.noneOf(Slot.class);
        for (Slot slot : Slot.values()) {
            if (slot.in(text)) {
                slots.add(slot);
            }
        }
        return slots;
    }

    /** Collects facts turn by turn. */
    private static final class Collector {
        private final Map<String, Fact> known = new LinkedHashMap<>();
        private final Map<String, Fact> withheld = new LinkedHashMap<>();
        private final Set<String> unknown = new LinkedHashSet<>();

        void answer(String text, Set<Slot> asked, String heard) {
            for (String sentence : Sentences.of(text)) {
                if (CustomerSpeech.forgets(sentence)) {
                    Set<Slot> spokenOf = slots(sentence);
                    (spokenOf.isEmpty() ? asked : spokenOf).forEach(it -> unknown.add(it.factName()));
                    continue;
                }
                List<Value> values = Values.in(sentence);
                for (Value value : values) {
                    if (!Values.supported(value, heard)) {
                        Optional<Slot> slot = slot(value, sentence, asked);
                        String name =
                                slot.map(Slot::factName).orElse(value.kind().factName());
                        boolean told = slot.isPresent() && asked.contains(slot.get());
                        keep(told, name, value.text());
                    }
                }
                Matcher introduced = INTRODUCED.matcher(sentence);
                if (introduced.find()) {
                    keep(asked.contains(Slot.NAME), Slot.NAME.factName(), introduced.group(1));
                } else if (values.isEmpty()) {
                    shortAnswer(sentence, asked);
                }
            }
        }

        /** A few words after a question for something that is words. */
        private void shortAnswer(String sentence, Set<Slot> asked) {
            Optional<Slot> slot = asked.stream().filter(WORDS::contains).findFirst();
            if (slot.isEmpty()) {
                return;
            }
            String answer = FILLER.matcher(sentence.strip()).replaceFirst("").strip();
            String plain = answer.replaceAll("[.!,?]+$", "");
            int words = Words.of(plain).size();
            boolean likely = words > 0
                    && words <= SHORT_ANSWER
                    && !sentence.endsWith("?")
                    && (Character.isUpperCase(plain.charAt(0)) || words == 1 || slot.get() == Slot.NAME)
                    && !known(slot.get());
            if (likely) {
                keep(true, slot.get().factName(), plain);
            }
        }

        private boolean known(Slot slot) {
            return known.containsKey(slot.factName()) || withheld.containsKey(slot.factName());
        }

        private static Optional<Slot> slot(Value value, String sentence, Set<Slot> asked) {
            String before = sentence.substring(0, value.start());
            Set<Slot> fitting = fitting(value.kind());
            return fitting.stream()
                    .filter(it -> it.in(before))
                    .findFirst()
                    .or(() -> fitting.stream().filter(asked::contains).findFirst())
                    .or(() -> fitting.size() == 1 ? fitting.stream().findFirst() : Optional.empty());
        }

        private static Set<Slot> fitting(Values.Kind kind) {
            return switch (kind) {
                case EMAIL -> EnumSet.of(Slot.EMAIL);
                case AMOUNT -> EnumSet.of(Slot.AMOUNT);
                case DATE -> EnumSet.of(Slot.DATE_OF_BIRTH, Slot.DATE);
                case PHONE -> EnumSet.of(Slot.PHONE);
                case IDENTIFIER ->
                    EnumSet.of(Slot.ACCOUNT_NUMBER, Slot.ORDER_ID, Slot.PIN, Slot.USER_NAME, Slot.PHONE, Slot.ZIP);
            };
        }

        private void keep(boolean onlyWhenAsked, String name, String value) {
            boolean there = known.values().stream().anyMatch(it -> same(it, value))
                    || withheld.values().stream().anyMatch(it -> same(it, value));
            if (there) {
                return;
            }
            String free = name;
            for (int i = 2; known.containsKey(free) || withheld.containsKey(free); i++) {
                free = name + "_" + i;
            }
            (onlyWhenAsked ? withheld : known).put(free, new Fact(free, value));
        }

        private static boolean same(Fact fact, String value) {
            return Words.squeezed(fact.value()).equals(Words.squeezed(value));
        }

        MinedFacts facts() {
            known.keySet().forEach(unknown::remove);
            withheld.keySet().forEach(unknown::remove);
            return new MinedFacts(
                    new ArrayList<>(known.values()), new ArrayList<>(withheld.values()), new ArrayList<>(unknown));
        }
    }
}
