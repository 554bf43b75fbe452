package dev.tierway.evals.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tierway.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How much of what people told a bank is taken out, by the slot labels of MultiDoGO's finance chats. Its customers mostly
 * answer questions ("asif kumar", "3342"), and only their turns are there, so a bare answer has nothing that introduces
 * it. Its long numbers became powers of ten ("553 e 15"), which a configured pattern finds.
 */
class MultidogoRedactionTest {
    private static final Set<String> PERSONAL =
            Set.of("name", "card_number", "ssn", "account_number", "target_account_number", "address");

    private static final Redactor REDACTOR = new Redactor(
            RedactionRules.standard().withPatterns(List.of(new RedactionPattern("CARD", "\\b\\d{3} e 1\\d\\b"))));

    @Test
    void what_is_introduced_or_has_a_form_mostly_goes_and_little_else() throws IOException {
        Map<String, Count> byLabel = new TreeMap<>();
        Count ordinary = new Count();
        Count personal = new Count();
        for (Turn turn : turns()) {
            List<Finding> findings = REDACTOR.findings(turn.text());
            int start = 0;
            for (int i = 0; i < turn.tokens().size(); i++) {
                int at = start;
                start += turn.tokens().get(i).length() + 1;
                boolean taken = findings.stream().anyMatch(finding -> finding.start() <= at && at < finding.end());
                String label = turn.labels().get(i);
                boolean isPersonal = PERSONAL.contains(label);
                (isPersonal ? personal : ordinary).add(taken);
                if (isPersonal && !turn.bare()) {
                    byLabel.computeIfAbsent(label, _ -> new Count()).add(taken);
                }
            }
        }

        assertThat((double) personal.taken / (personal.taken + ordinary.taken))
                .as("precision: %s personal tokens taken, %s others", personal, ordinary)
                .isGreaterThan(0.95);
        assertThat(personal.share())
                .as("recall with bare answers: %s", personal)
                .isGreaterThan(0.55);
        assertThat(byLabel.get("card_number").share()).isGreaterThan(0.94);
        assertThat(byLabel.get("address").share()).isGreaterThan(0.82);
        assertThat(byLabel.get("account_number").share()).isGreaterThan(0.80);
        assertThat(byLabel.get("ssn").share()).isGreaterThan(0.74);
        assertThat(byLabel.get("name").share()).isGreaterThan(0.68);
    }

    /** Tokens, and how many of them were taken out. */
    private static final class Count {
        private int taken;
        private int all;

        void add(boolean wasTaken) {
            all++;
            taken += wasTaken ? 1 : 0;
        }

        double share() {
            return (double) taken / all;
        }

        @Override
        public String toString() {
            return taken + " of " + all;
        }
    }

    private record Turn(String text, List<String> tokens, List<String> labels) {
        /** Whether all of it is personal: an answer to a question that is not there. */
        boolean bare() {
            return PERSONAL.containsAll(labels);
        }
    }

    private static List<Turn> turns() throws IOException {
        Optional<Path> folder = SharedData.find("multidogo-finance");
        assumeThat(folder).as("the MultiDoGO finance chats").isPresent();
        List<Turn> turns = new ArrayList<>();
        for (String file : List.of("finance_dev.tsv", "finance_test.tsv")) {
            try (Stream<String> lines = Files.lines(folder.orElseThrow().resolve(file))) {
                lines.skip(1)
                        .map(line -> line.split("\t", -1))
                        .filter(cells -> cells.length == 6)
                        .forEach(cells -> {
                            List<String> tokens = List.of(cells[3].split(" ", -1));
                            turns.add(new Turn(cells[3], tokens, List.of(cells[4].split(" ", -1))));
                        });
            }
        }
        assertThat(turns).hasSizeGreaterThan(6_000);
        return turns;
    }
}
