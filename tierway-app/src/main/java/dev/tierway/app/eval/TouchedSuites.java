package dev.tierway.app.eval;

import dev.tierway.evals.coverage.Impact;
import dev.tierway.evals.network.Network;
import dev.tierway.evals.run.Selection;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.SuiteSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is run again after a change of files, and what is left out. Of a suite on a network only cases of intents that the
 * change does not touch are left out: a case whose group is no intent is run.
 *
 * @param networks by the name of the target that plays them
 */
record TouchedSuites(EvalPlan plan, Map<String, Network> networks, Impact impact) {

    /** {@code asked} without what is not touched; empty when nothing is left. */
    Optional<Selection> of(Selection asked) {
        List<String> suites = touched(asked);
        Map<String, Set<String>> leftOut = new HashMap<>();
        suites.forEach(it -> leftOut.put(it, untouchedIntents(it)));
        return suites.isEmpty()
                ? Optional.empty()
                : Optional.of(new Selection(suites, asked.filter(), leftOut, asked.trials()));
    }

    /** What is run of {@code asked} and what not, a line each. */
    List<String> told(Selection asked) {
        List<String> lines = new ArrayList<>();
        impact.unused().forEach(it -> lines.add("nothing is made of " + it));
        for (String suite : plan.suites().keySet()) {
            if (!asked.wants(suite)) {
                continue;
            }
            Set<String> groups = impact.suites().get(suite);
            if (groups == null) {
                lines.add(suite + ": left out, not touched");
            } else if (!groups.isEmpty()) {
                lines.add(suite + ": only " + String.join(", ", groups) + "; left out: "
                        + String.join(", ", untouchedIntents(suite)));
            }
        }
        return lines;
    }

    private List<String> touched(Selection asked) {
        return impact.suites().keySet().stream().filter(asked::wants).toList();
    }

    private Set<String> untouchedIntents(String suite) {
        Set<String> groups = impact.suites().getOrDefault(suite, Set.of());
        SuiteSpec spec = plan.suites().get(suite);
        Set<String> untouched = new TreeSet<>();
        if (spec != null && !groups.isEmpty()) {
            spec.targets()
                    .forEach(target -> Optional.ofNullable(networks.get(target))
                            .ifPresent(it -> untouched.addAll(it.intents().keySet())));
            untouched.removeAll(groups);
        }
        return untouched;
    }
}
