package dev.tierway.evals.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.evals.target.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerAuditTest {
    private static final String REPORTED = "Your plan has been changed.";

    @Test
    void a_customer_who_keeps_to_the_rules_has_no_flaws() {
        assertThat(flaws(
                        Ending.COMPLETED,
                        "Hi, this is Ann Miller, I want plan B",
                        "What is your account number?",
                        "It's 85731890",
                        REPORTED,
                        "Thanks!"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "My zip is 94107",
                "I paid $24 for it",
                "I was born on 03/04/1981",
                "Mail me at ann@example.com",
                "Call (555) 123-4567",
                "My name is Bob Stone"
            })
    void a_value_that_nobody_gave_is_fabricated(String message) {
        assertThat(flaws(Ending.COMPLETED, message, REPORTED, "Thanks!"))
                .extracting(Flaw::kind)
                .containsExactly(Flaw.Kind.FABRICATED_FACT);
    }

    @Test
    void what_the_agent_said_may_be_said_back() {
        assertThat(flaws(
                        Ending.COMPLETED,
                        "I want plan B",
                        "Is it order 991234 over $24.00?",
                        "Yes, 991234, the one for $24",
                        REPORTED,
                        "Thanks!"))
                .isEmpty();
    }

    @Test
    void a_withheld_fact_is_told_only_after_it_was_asked_for() {
        assertThat(flaws(Ending.COMPLETED, "Plan B, my account is 85731890", REPORTED, "Thanks!"))
                .extracting(Flaw::toString)
                .containsExactly("disclosed_too_soon in turn 1: told the account number before the agent asked");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Shall I change it to plan B? | true",
                "I will change your plan now. | true",
                "Your plan has been changed. | false",
                "I have changed your plan. Is there anything else? | false",
                "It takes less than a week. | false"
            })
    void agreeing_is_not_done(String last, boolean early) {
        List<Flaw> flaws = flaws(Ending.COMPLETED, "I want plan B", last, "Yes please");

        assertThat(flaws.stream().anyMatch(it -> it.kind() == Flaw.Kind.EARLY_STOP))
                .isEqualTo(early);
    }

    @Test
    void giving_up_takes_a_no_or_some_patience() {
        assertThat(flaws(Ending.GAVE_UP, "I want plan B", "Which one?", "Forget it"))
                .extracting(Flaw::kind)
                .containsExactly(Flaw.Kind.EARLY_STOP);
        assertThat(flaws(Ending.GAVE_UP, "I want plan B", "Unfortunately we cannot do that.", "Forget it"))
                .isEmpty();
    }

    @Test
    void an_objective_that_was_met_is_never_left_too_early() {
        assertThat(CustomerAudit.flaws(
                        Scenarios.upgrade(), turns("I want plan B", "Anything more?", "No"), Ending.COMPLETED, true))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"How can I help you today?", "As an AI language model I want nothing.", REPORTED})
    void who_speaks_as_the_assistant_left_the_role(String message) {
        assertThat(flaws(Ending.TURN_LIMIT, "I want plan B", REPORTED, message))
                .extracting(Flaw::kind)
                .contains(Flaw.Kind.LEFT_ROLE);
    }

    @Test
    void repeating_is_a_flaw_only_when_the_agent_moved_on() {
        assertThat(flaws(Ending.TURN_LIMIT, "I want to have plan B", "Which?", "I want to have plan B", "Sure, why?"))
                .extracting(Flaw::kind)
                .doesNotContain(Flaw.Kind.REPEATED_ITSELF);
        assertThat(flaws(
                        Ending.TURN_LIMIT,
                        "Hello",
                        "Which one?",
                        "I want to have plan B",
                        "What is your name?",
                        "I want to have plan B",
                        "Sure"))
                .extracting(Flaw::kind)
                .containsExactly(Flaw.Kind.REPEATED_ITSELF);
    }

    @Test
    void who_does_not_know_may_say_so_of_everything() {
        assertThat(flaws(
                        Ending.TURN_LIMIT,
                        "I want plan B",
                        "What is your account number?",
                        "I don't remember that one, sorry",
                        "And your PIN?",
                        "I don't remember that one, sorry",
                        "Your zip code?",
                        "I don't remember that one, sorry"))
                .isEmpty();
    }

    private static List<Flaw> flaws(Ending ending, String... texts) {
        return CustomerAudit.flaws(Scenarios.upgrade(), turns(texts), ending, false);
    }

    private static List<Turn> turns(String... texts) {
        List<Turn> turns = new ArrayList<>();
        for (String text : texts) {
            turns.add(new Turn(turns.size() % 2 == 0 ? Turn.CUSTOMER : Turn.ASSISTANT, text));
        }
        return turns;
    }
}
