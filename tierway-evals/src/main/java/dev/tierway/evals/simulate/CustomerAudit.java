package dev.tierway.evals.simulate;

import dev.tierway.evals.target.Turn;
import dev.tierway.evals.wording.AgentSpeech;
import dev.tierway.evals.wording.CustomerSpeech;
import dev.tierway.evals.wording.Values;
import dev.tierway.evals.wording.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for what simulated customers do wrong. The checks are deterministic and read the surface: values are compared as
 * written, moods by common English phrases, so what a person would call a lie may pass.
 */
public final class CustomerAudit {
    private static final int GIVES_UP_AFTER = 3;
    private static final int REPEATS_AT_MOST = 2;
    private static final Pattern OWN_NAME =
            Pattern.compile("\\b(?:[Mm]y name is|[Tt]his is|I am|I'm) ([A-Z][a-z]+(?: [A-Z][a-z]+)+)");
    private static final Pattern ASSISTANT = Pattern.compile(
            "how (?:can|may) i (?:help|assist) you|anything else i can (?:help|do)|as an ai\\b|(?:as an?|i am an?|i'm an?)"
                    + " (?:ai|large language model|language model|virtual assistant|customer service)"
                    + "|thank you for (?:contacting|reaching out|calling)|happy to (?:help|assist) you|i've processed your"
                    + "|i have processed your",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ASKS_IN_GENERAL = Pattern.compile(
            "\\b(?:details?|information|verify|identify|authenticate|confirm your identity)\\b",
            Pattern.CASE_INSENSITIVE);

    private CustomerAudit() {}

    /**
     * What is wrong with the customer of a conversation, in its order.
     *
     * @param objectiveMet whether the objective was met when the customer left
     */
    public static List<Flaw> flaws(Scenario scenario, List<Turn> transcript, Ending ending, boolean objectiveMet) {
        List<Flaw> flaws = new ArrayList<>();
        String own = ownWords(scenario);
        StringBuilder agent = new StringBuilder();
        for (int i = 0; i < transcript.size(); i++) {
            Turn turn = transcript.get(i);
            if (turn.speaker().equals(Turn.ASSISTANT)) {
                agent.append(turn.text()).append('\n');
                continue;
            }
            int at = i;
            String heard = agent.toString();
            fabricated(turn.text(), own + heard).ifPresent(it -> flaws.add(flaw(Flaw.Kind.FABRICATED_FACT, at, it)));
            tooSoon(scenario, turn.text(), heard)
                    .ifPresent(it -> flaws.add(flaw(Flaw.Kind.DISCLOSED_TOO_SOON, at, it)));
            leftRole(transcript, at).ifPresent(it -> flaws.add(flaw(Flaw.Kind.LEFT_ROLE, at, it)));
            repeated(transcript, at).ifPresent(it -> flaws.add(flaw(Flaw.Kind.REPEATED_ITSELF, at, it)));
        }
        earlyStop(transcript, ending, objectiveMet)
                .ifPresent(it -> flaws.add(flaw(Flaw.Kind.EARLY_STOP, Math.max(transcript.size() - 1, 0), it)));
        return flaws;
    }

    private static Flaw flaw(Flaw.Kind kind, int turn, String what) {
        return new Flaw(kind, turn, what);
    }

    /** All that the customer may say without having heard it. */
    private static String ownWords(Scenario scenario) {
        StringBuilder own = new StringBuilder(scenario.objective())
                .append('\n')
                .append(scenario.persona())
                .append('\n');
        scenario.known().forEach(it -> own.append(it.value()).append('\n'));
        scenario.withheld().forEach(it -> own.append(it.value()).append('\n'));
        return own.toString();
    }

    private static Optional<String> fabricated(String message, String sources) {
        for (Values.Value value : Values.in(message)) {
            if (!Values.supported(value, sources)) {
                return Optional.of("'" + value.text() + "' is not in the scenario, and the agent did not say it");
            }
        }
        Matcher name = OWN_NAME.matcher(message);
        while (name.find()) {
            if (!Words.contains(sources, name.group(1))) {
                return Optional.of("the name '" + name.group(1) + "' is not in the scenario");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tooSoon(Scenario scenario, String message, String heard) {
        for (Fact fact : scenario.withheld()) {
            boolean told = Words.contains(message, fact.value()) && !Words.contains(scenario.objective(), fact.value());
            if (told && !Words.contains(heard, fact.value()) && !asked(fact, heard)) {
                return Optional.of("told the " + fact.title() + " before the agent asked");
            }
        }
        return Optional.empty();
    }

    private static boolean asked(Fact fact, String heard) {
        List<String> words = Words.of(heard);
        return ASKS_IN_GENERAL.matcher(heard).find()
                || Words.of(fact.title()).stream().anyMatch(it -> it.length() > 1 && words.contains(it));
    }

    private static Optional<String> leftRole(List<Turn> transcript, int at) {
        String message = transcript.get(at).text();
        Matcher assistant = ASSISTANT.matcher(message);
        if (assistant.find()) {
            return Optional.of("'" + assistant.group() + "' is what an assistant says");
        }
        boolean echo = at > 0
                && message.length() > 20
                && message.equals(transcript.get(at - 1).text());
        return echo ? Optional.of("said what the agent had just said") : Optional.empty();
    }

    /** Not knowing is the same answer to many questions. */
    private static Optional<String> repeated(List<Turn> transcript, int at) {
        if (CustomerSpeech.forgets(transcript.get(at).text())) {
            return Optional.empty();
        }
        String message = Words.squeezed(transcript.get(at).text());
        long before = transcript.subList(0, at).stream()
                .filter(turn -> turn.speaker().equals(Turn.CUSTOMER)
                        && Words.squeezed(turn.text()).equals(message))
                .count();
        boolean agentMovedOn = at >= 3
                && !transcript.get(at - 1).text().equals(transcript.get(at - 3).text());
        boolean same = at >= 2 && Words.squeezed(transcript.get(at - 2).text()).equals(message);
        return before >= REPEATS_AT_MOST || (same && agentMovedOn && message.length() > 12)
                ? Optional.of("said the same " + (before + 1) + " times")
                : Optional.empty();
    }

    private static Optional<String> earlyStop(List<Turn> transcript, Ending ending, boolean objectiveMet) {
        List<String> agent = transcript.stream()
                .filter(turn -> turn.speaker().equals(Turn.ASSISTANT))
                .map(Turn::text)
                .toList();
        return switch (ending) {
            case TURN_LIMIT -> Optional.empty();
            case GAVE_UP ->
                agent.size() >= GIVES_UP_AFTER || agent.stream().anyMatch(AgentSpeech::refuses)
                        ? Optional.empty()
                        : Optional.of("gave up before the agent said no");
            case COMPLETED -> {
                boolean reported = agent.stream().anyMatch(AgentSpeech::reports);
                boolean open = agent.isEmpty() || AgentSpeech.leavesOpen(agent.getLast());
                yield objectiveMet || reported || !open
                        ? Optional.empty()
                        : Optional.of("left as content before the agent reported that anything had happened");
            }
        };
    }
}
