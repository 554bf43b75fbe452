package dev.tierway.evals.coverage;

import dev.tierway.evals.network.Intent;
import dev.tierway.evals.network.Network;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.SuiteSpec;
import dev.tierway.evals.suite.TargetSpec;
import dev.tierway.evals.template.PlanText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a change of files touches: the suites to run again, and of each the groups that are enough.
 *
 * @param suites by name; an empty set of groups stands for all of the suite
 * @param unused files that nothing in the plan is made of
 */
public record Impact(SortedMap<String, Set<String>> suites, List<Path> unused) {

    /**
     * What changing {@code files} touches. A change of the suite file touches everything, one of a dataset the suites over
     * it, one of a prompt the suites on targets with it, one of a network the suites on it. Of a change of one routine's
     * instruction only the groups of that routine, and of those that hand over to it, are touched.
     *
     * @param networks by the name of the target that plays them
     */
    public static Impact of(EvalPlan plan, Map<String, Network> networks, List<Path> files) throws IOException {
        SortedMap<String, Set<String>> touched = new TreeMap<>();
        List<Path> unused = new ArrayList<>();
        for (Path file : files) {
            boolean any = false;
            for (SuiteSpec suite : plan.suites().values()) {
                any |= touch(touched, suite, plan, networks, file);
            }
            if (!any) {
                unused.add(file);
            }
        }
        return new Impact(touched, unused);
    }

    private static boolean touch(
            SortedMap<String, Set<String>> touched,
            SuiteSpec suite,
            EvalPlan plan,
            Map<String, Network> networks,
            Path file)
            throws IOException {
        if (same(file, plan.file())
                || same(file, plan.dataset(suite.dataset()).source().path())) {
            touched.put(suite.name(), Set.of());
            return true;
        }
        boolean any = false;
        for (String name : suite.targets()) {
            Map<String, TargetSpec> targets = plan.targets();
            if (Optional.ofNullable(targets.get(name))
                    .filter(it -> uses(it, file))
                    .isPresent()) {
                touched.put(suite.name(), Set.of());
                any = true;
            }
            Network network = networks.get(name);
            Set<String> groups = network == null ? Set.of() : routines(network, file);
            if (!groups.isEmpty()) {
                touched.merge(suite.name(), groups, Impact::both);
                any = true;
            }
        }
        return any;
    }

    /** All of a suite, if either is all of it. */
    private static Set<String> both(Set<String> some, Set<String> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return Set.of();
        }
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private static boolean uses(TargetSpec target, Path file) {
        return switch (target) {
            case TargetSpec.Route route -> route.messages().stream().anyMatch(it -> uses(it.text(), file));
            case TargetSpec.Network network -> same(file, network.file());
            case TargetSpec.Recorded recorded -> same(file, recorded.file());
            case TargetSpec.HttpApp _, TargetSpec.Nearest _ -> false;
        };
    }

    private static boolean uses(PlanText text, Path file) {
        return text.file().filter(it -> same(it, file)).isPresent();
    }

    /** The routines whose instruction {@code file} is, and those that hand over to them. */
    private static Set<String> routines(Network network, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Set.of();
        }
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        Set<String> changed = new TreeSet<>();
        for (Intent intent : network.intents().values()) {
            if (!text.isEmpty() && intent.routine().instruction().strip().equals(text)) {
                changed.add(intent.name());
            }
        }
        Set<String> all = new TreeSet<>(changed);
        network.intents().values().stream()
                .filter(it -> it.routine().handOffs().stream().anyMatch(changed::contains))
                .map(Intent::name)
                .forEach(all::add);
        return all;
    }

    private static boolean same(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }
}
