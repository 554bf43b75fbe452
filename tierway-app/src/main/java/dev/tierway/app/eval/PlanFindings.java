package dev.tierway.app.eval;

import dev.tierway.app.cli.TextColumns;
import dev.tierway.evals.dataset.CaseStream;
import dev.tierway.evals.dataset.Contamination;
import dev.tierway.evals.dataset.DatasetException;
import dev.tierway.evals.dataset.DatasetSpec;
import dev.tierway.evals.dataset.DatasetSurvey;
import dev.tierway.evals.dataset.Datasets;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.SuiteSpec;
import dev.tierway.evals.suite.TargetSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a look into everything that a plan names found.
 *
 * @param surveys of the datasets that can be used
 * @param warnings doubts that stop no run
 * @param problems datasets that cannot be used
 */
record PlanFindings(
        EvalPlan plan, SequencedMap<String, DatasetSurvey> surveys, List<String> warnings, List<String> problems) {
    private static final int NAME = 24;
    private static final int NUMBER = 10;

    /** Two datasets, or parts of one, that should have nothing in common. */
    private record Pair(String known, String held) {}

    static PlanFindings of(EvalPlan plan) {
        SequencedMap<String, DatasetSurvey> surveys = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (DatasetSpec dataset : plan.datasets().values()) {
            try {
                surveys.put(dataset.name(), DatasetSurvey.of(dataset));
            } catch (DatasetException unfit) {
                problems.add(unfit.getMessage());
            }
        }
        List<String> warnings = new ArrayList<>(FamilyWarnings.of(plan));
        surveys.forEach((name, survey) -> {
            if (survey.cases() == 0) {
                warnings.add("dataset '" + name + "' has no case");
            }
        });
        for (Pair pair : pairs(plan)) {
            if (surveys.containsKey(base(pair.known())) && surveys.containsKey(base(pair.held()))) {
                contamination(plan, pair, warnings);
            }
        }
        return new PlanFindings(plan, surveys, warnings, problems);
    }

    /** The parts of each split, and what targets learnt from with what they are asked. */
    private static Set<Pair> pairs(EvalPlan plan) {
        Set<Pair> pairs = new LinkedHashSet<>();
        for (DatasetSpec dataset : plan.datasets().values()) {
            List<String> parts = dataset.split()
                    .map(split -> List.copyOf(split.shares().keySet()))
                    .orElse(List.of());
            for (int held = 1; held < parts.size(); held++) {
                pairs.add(new Pair(dataset.name() + "/" + parts.getFirst(), dataset.name() + "/" + parts.get(held)));
            }
        }
        for (SuiteSpec suite : plan.suites().values()) {
            for (String target : suite.targets()) {
                if (plan.targets().get(target) instanceof TargetSpec.Nearest nearest
                        && !nearest.dataset().equals(suite.dataset())) {
                    pairs.add(new Pair(nearest.dataset(), suite.dataset()));
                }
            }
        }
        return pairs;
    }

    private static void contamination(EvalPlan plan, Pair pair, List<String> warnings) {
        try (CaseStream known = Datasets.open(plan.dataset(pair.known()));
                CaseStream held = Datasets.open(plan.dataset(pair.held()))) {
            Contamination found = Contamination.between(known, held);
            if (found.same() + found.overlapping() > 0) {
                Contamination.Example first = found.examples().getFirst();
                warnings.add(String.format(
                        Locale.ROOT,
                        "of %d cases in %s %d are also in %s word for word, and %d more share 13 words in a row; the"
                                + " first: %s there, %s here",
                        found.cases(),
                        pair.held(),
                        found.same(),
                        pair.known(),
                        found.overlapping(),
                        first.known(),
                        first.found()));
            }
        }
    }

    private static String base(String dataset) {
        int slash = dataset.indexOf('/');
        return slash < 0 ? dataset : dataset.substring(0, slash);
    }

    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(plan.project() + ": targets " + plan.targets().size() + ", graders "
                + plan.graders().size() + ", rules at the gate "
                + plan.gate().rules().size());
        lines.add("");
        lines.add(TextColumns.left("DATASET", NAME) + TextColumns.right("CASES", NUMBER) + "  CONTENT");
        surveys.forEach((name, survey) -> {
            boolean frozen = plan.dataset(name).frozen().isPresent();
            lines.add(TextColumns.left(name, NAME)
                    + TextColumns.right(Long.toString(survey.cases()), NUMBER)
                    + (frozen ? "  frozen and unchanged" : "  to freeze it: frozen: " + survey.hash()));
            survey.parts()
                    .forEach((part, cases) -> lines.add(TextColumns.left("  " + name + "/" + part, NAME)
                            + TextColumns.right(Long.toString(cases), NUMBER)));
        });
        lines.add("");
        lines.add(TextColumns.left("SUITE", NAME) + TextColumns.right("RESULTS", NUMBER) + "  WHAT");
        for (SuiteSpec suite : plan.suites().values()) {
            lines.add(TextColumns.left(suite.name(), NAME) + TextColumns.right(results(suite), NUMBER) + "  "
                    + String.join(", ", suite.targets()) + " on " + suite.dataset() + ", graded by "
                    + String.join(", ", suite.graders()));
        }
        return lines;
    }

    private String results(SuiteSpec suite) {
        DatasetSurvey survey = surveys.get(base(suite.dataset()));
        if (survey == null) {
            return "?";
        }
        int slash = suite.dataset().indexOf('/');
        long cases = slash < 0
                ? survey.cases()
                : survey.parts().getOrDefault(suite.dataset().substring(slash + 1), 0L);
        return Long.toString(cases * suite.trials() * suite.targets().size());
    }

    ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("valid", problems.isEmpty()).put("project", plan.project()).put("hash", plan.hash());
        ArrayNode datasets = root.putArray("datasets");
        for (Map.Entry<String, DatasetSurvey> survey : surveys.entrySet()) {
            ObjectNode dataset = datasets.addObject();
            dataset.put("name", survey.getKey());
            dataset.put("cases", survey.getValue().cases());
            dataset.put("hash", survey.getValue().hash());
            dataset.put("frozen", plan.dataset(survey.getKey()).frozen().isPresent());
            ObjectNode parts = dataset.putObject("parts");
            survey.getValue().parts().forEach(parts::put);
        }
        ArrayNode suites = root.putArray("suites");
        for (SuiteSpec suite : plan.suites().values()) {
            suites.addObject()
                    .put("name", suite.name())
                    .put("class", suite.kind().wireName())
                    .put("results", results(suite));
        }
        warnings.forEach(root.putArray("warnings")::add);
        problems.forEach(root.putArray("problems")::add);
        return root;
    }
}
