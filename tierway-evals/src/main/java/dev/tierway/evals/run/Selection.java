package dev.tierway.evals.run;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.CaseStream;
import dev.tierway.evals.dataset.Field;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Which part of a suite file is run.
 *
 * @param suites names; all when empty
 * @param filter only cases whose id contains it, or, written {@code field=value}, whose row says so; all when empty
 * @param trials of every case instead of what the suite says
 */
public record Selection(List<String> suites, String filter, OptionalInt trials) {
    public static final Selection ALL = new Selection(List.of(), "", OptionalInt.empty());

    public Selection {
        suites = List.copyOf(suites);
    }

    boolean wants(String suite) {
        return suites.isEmpty() || suites.contains(suite);
    }

    CaseStream of(CaseStream cases) {
        if (filter.isEmpty()) {
            return cases;
        }
        Predicate<Case> wanted = wanted();
        return new ChosenCases(cases, it -> Optional.of(it).filter(wanted));
    }

    private Predicate<Case> wanted() {
        int equals = filter.indexOf('=');
        if (equals < 0) {
            return it -> it.id().contains(filter);
        }
        Field field = Field.parse(filter.substring(0, equals));
        String value = filter.substring(equals + 1);
        return it -> Field.text(field.in(it.item())).equals(value);
    }
}
