package dev.tierway.evals.run;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.CaseStream;
import dev.tierway.evals.dataset.Field;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a suite file is run.
 *
 * @param suites names; all when empty
 * @param filter only cases whose id contains it, or, written {@code field=value}, whose row says so; all when empty
 * @param leftOut by suite, groups whose cases are left out
 * @param trials of every case instead of what the suite says
 */
public record Selection(List<String> suites, String filter, Map<String, Set<String>> leftOut, OptionalInt trials) {
    public static final Selection ALL = new Selection(List.of(), "", Map.of(), OptionalInt.empty());

    public Selection {
        suites = List.copyOf(suites);
        leftOut = Map.copyOf(leftOut);
    }

    /** Whether {@code suite} is run. */
    public boolean wants(String suite) {
        return suites.isEmpty() || suites.contains(suite);
    }

    /**
     * What is run of {@code cases}.
     *
     * @param group of each case
     */
    CaseStream of(String suite, Function<Case, String> group, CaseStream cases) {
        Set<String> unwanted = leftOut.getOrDefault(suite, Set.of());
        if (filter.isEmpty() && unwanted.isEmpty()) {
            return cases;
        }
        Predicate<Case> named = wanted();
        return new Filtered(cases, it -> named.test(it) && !unwanted.contains(group.apply(it)));
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

    private static final class Filtered implements CaseStream {
        private final CaseStream cases;
        private final Predicate<Case> wanted;
        private @Nullable Case ahead;

        Filtered(CaseStream cases, Predicate<Case> wanted) {
            this.cases = cases;
            this.wanted = wanted;
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && cases.hasNext()) {
                Case next = cases.next();
                ahead = wanted.test(next) ? next : null;
            }
            return ahead != null;
        }

        @Override
        public Case next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException();
            }
            Case next = ahead;
            ahead = null;
            return next;
        }

        @Override
        public void close() {
            cases.close();
        }
    }
}
