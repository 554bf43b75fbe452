package dev.tierway.evals.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final Redactor ALL = new Redactor(RedactionRules.standard());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            write to Anna.Lee+shop@mail.example.co.uk today | write to <EMAIL_1> today
            it is 4111 1111 1111 1111, exp 12/27 | it is <CARD_1>, exp 12/27
            DE89 3704 0044 0532 0130 00 and nothing else | <IBAN_1> and nothing else
            my social is 078-05-1120. | my social is <SSN_1>.
            the last four of my ssn are 1120 | the last four of my ssn are <SSN_1>
            ssn 2567 credit card 5197 | ssn <SSN_1> credit card <CARD_1>
            close account no 33356785 please | close account no <ACCOUNT_1> please
            call +49 (0)30 1234-5678 or (415) 555-0199 | call <PHONE_1> or <PHONE_2>
            from 192.168.17.4 and 2001:db8::8a2e:370:7334 at 12:30:45 | from <IP_1> and <IP_2> at 12:30:45
            ship to 1600 Pennsylvania Avenue NW | ship to <ADDRESS_1> NW
            send it to 123 main st apt 568 anytown hy 68979 | send it to <ADDRESS_1>
            wir wohnen Lindenstraße 12a hier | wir wohnen <ADDRESS_1> hier
            my name is dool dam and i lost it | my name is <NAME_1> and i lost it
            This is Maria Gonzalez, hello | This is <NAME_1>, hello
            the number is 553201998877 | the number is <NUMBER_1>
            """)
    void personal_data_gets_a_stand_in(String text, String redacted) {
        assertThat(ALL.redact(text).texts()).containsExactly(redacted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i am not happy with this, I am looking for 2 blue shirts at $19.99 each",
                "what is your name please? And the name of the item?",
                "version 10.2.3 of 2026-11-22, order 12345, at 12:30:45.123",
                "this is the third time, thanks",
                "route me to card services, account closed in 2019"
            })
    void ordinary_words_and_numbers_stay(String text) {
        assertThat(ALL.redact(text).texts()).containsExactly(text);
    }

    @Test
    void the_same_value_is_the_same_stand_in_in_one_document_and_no_other() {
        Redaction one = ALL.redact(List.of("a@x.org and b@x.org", "again A@X.org", "my name is Ann", "thanks ann"));

        assertThat(one.texts())
                .containsExactly(
                        "<EMAIL_1> and <EMAIL_2>", "again <EMAIL_1>", "my name is <NAME_1>", "thanks <NAME_1>");
        assertThat(one.counts()).containsExactlyInAnyOrderEntriesOf(Map.of("EMAIL", 3, "NAME", 2));
        assertThat(ALL.redact("b@x.org").texts()).containsExactly("<EMAIL_1>");
    }

    @Test
    void a_stand_in_that_is_there_already_is_not_given_again() {
        assertThat(ALL.redact("<EMAIL_3> wrote to b@x.org").texts()).containsExactly("<EMAIL_3> wrote to <EMAIL_4>");
    }

    @Test
    void rules_are_switched_off_and_added() {
        Redactor some = new Redactor(RedactionRules.of(Set.of(RedactionRule.EMAIL))
                .withPatterns(List.of(new RedactionPattern("ORDER", "\\bW\\d{7}\\b")))
                .withWords(List.of("Project Falcon", "acme")));

        assertThat(some.redact("ACME order W1234567 of project falcon: 4111111111111111, a@x.org")
                        .texts())
                .containsExactly("<WORD_1> order <ORDER_1> of <WORD_2>: 4111111111111111, <EMAIL_1>");
    }

    @Test
    void a_pattern_that_could_be_slow_or_take_nothing_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedactionPattern("X", "(a+)\\1"))
                .withMessageContaining("cannot be read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedactionPattern("X", "a*"))
                .withMessageContaining("empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedactionPattern("order id", "a"))
                .withMessageContaining("capital letters");
    }

    @Test
    void a_document_above_the_cap_is_withheld_whole() {
        Redactor small = new Redactor(new RedactionRules(Set.of(), List.of(), List.of(), 10));

        assertThat(small.redact(List.of("12345", "678901")).texts()).containsExactly("<WITHHELD>", "<WITHHELD>");
        assertThat(small.redact("1234567890").texts()).containsExactly("1234567890");
    }

    @Property(tries = 300)
    void redacting_again_changes_nothing(@ForAll @StringLength(max = 60) String noise) {
        String text = "my name is Ann Lee " + noise + " a@x.org, ssn 1234, " + noise;
        Redaction once = ALL.redact(text);

        assertThat(once.texts().getFirst()).doesNotContain("a@x.org").doesNotContain("Ann Lee");
        assertThat(ALL.redact(once.texts()).texts()).isEqualTo(once.texts());
    }
}
