package dev.tierway.evals.coverage;

import dev.tierway.evals.dataset.CaseStream;
import dev.tierway.evals.dataset.Datasets;
import dev.tierway.evals.network.Network;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.SuiteSpec;
import dev.tierway.evals.suite.TargetSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds out what a plan covers, by reading its cases. A prompt is covered by the suites whose targets use it. Intents,
 * routines and tools are covered by cases that name them, in what they expect or in a field {@code intent},
 * {@code routine}, {@code tool} or {@code actions}; a routine is an intent's, so a component eval of it is one on the
 * network itself, or one whose case names it as its {@code routine}.
 */
public final class CoverageScan {
    private final EvalPlan plan;
    private final Map<String, Network> networks;
    private final Map<SuiteSpec.Kind, Set<String>> named = new EnumMap<>(SuiteSpec.Kind.class);
    private final Map<SuiteSpec.Kind, Set<String>> used = new EnumMap<>(SuiteSpec.Kind.class);
    private final Set<String> routinesAlone = new HashSet<>();

    private CoverageScan(EvalPlan plan, Map<String, Network> networks) {
        this.plan = plan;
        this.networks = new TreeMap<>(networks);
        for (SuiteSpec.Kind kind : SuiteSpec.Kind.values()) {
            named.put(kind, new HashSet<>());
            used.put(kind, new HashSet<>());
        }
    }

    /**
     * What {@code plan} covers.
     *
     * @param networks by the name of the target that plays them
     */
    public static Coverage of(EvalPlan plan, Map<String, Network> networks) {
        CoverageScan scan = new CoverageScan(plan, networks);
        plan.suites().values().forEach(scan::read);
        return scan.coverage();
    }

    private void read(SuiteSpec suite) {
        Set<String> targets = used.getOrDefault(suite.kind(), Set.of());
        Set<String> names = named.getOrDefault(suite.kind(), Set.of());
        targets.addAll(suite.targets());
        boolean onNetwork = suite.targets().stream().anyMatch(networks::containsKey);
        try (CaseStream cases = Datasets.open(plan.dataset(suite.dataset()))) {
            cases.forEachRemaining(example -> {
                Mentions.of(example, names::add);
                if (suite.kind() == SuiteSpec.Kind.COMPONENT) {
                    String routine = example.item().path("routine").asString("");
                    routinesAlone.add(routine);
                    if (onNetwork) {
                        Mentions.of(example, routinesAlone::add);
                    }
                }
            });
        }
    }

    private Coverage coverage() {
        Set<String> alone = named.getOrDefault(SuiteSpec.Kind.COMPONENT, Set.of());
        Set<String> endToEnd = named.getOrDefault(SuiteSpec.Kind.END_TO_END, Set.of());
        List<Coverage.Part> parts = new ArrayList<>();
        prompts()
                .forEach((prompt, targets) -> parts.add(new Coverage.Part(
                        Coverage.Kind.PROMPT,
                        prompt,
                        targets.stream().anyMatch(used.getOrDefault(SuiteSpec.Kind.COMPONENT, Set.of())::contains),
                        targets.stream().anyMatch(used.getOrDefault(SuiteSpec.Kind.END_TO_END, Set.of())::contains))));
        networks.values().stream().distinct().forEach(network -> {
            network.intents().keySet().forEach(name -> {
                parts.add(new Coverage.Part(Coverage.Kind.INTENT, name, alone.contains(name), endToEnd.contains(name)));
                parts.add(new Coverage.Part(
                        Coverage.Kind.ROUTINE, name, routinesAlone.contains(name), endToEnd.contains(name)));
            });
            network.tools()
                    .keySet()
                    .forEach(name -> parts.add(new Coverage.Part(
                            Coverage.Kind.TOOL, name, alone.contains(name), endToEnd.contains(name))));
        });
        return new Coverage(parts);
    }

    /** Prompts that stand in files of their own, with the targets that use them. */
    private Map<String, Set<String>> prompts() {
        Map<String, Set<String>> prompts = new TreeMap<>();
        for (TargetSpec target : plan.targets().values()) {
            if (target instanceof TargetSpec.Route route) {
                route.messages()
                        .forEach(message -> message.text()
                                .file()
                                .ifPresent(file -> prompts.computeIfAbsent(shown(file), _ -> new HashSet<>())
                                        .add(target.name())));
            }
        }
        return prompts;
    }

    private String shown(Path file) {
        Path folder = plan.folder().toAbsolutePath().normalize();
        Path whole = file.toAbsolutePath().normalize();
        return (whole.startsWith(folder) ? folder.relativize(whole) : whole).toString();
    }
}
