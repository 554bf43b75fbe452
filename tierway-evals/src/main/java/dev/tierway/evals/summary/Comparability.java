package dev.tierway.evals.summary;

import dev.tierway.evals.run.RunManifest;
import dev.tierway.evals.run.RunManifest.GraderManifest;
import dev.tierway.evals.run.RunManifest.SuiteManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether the same cases were graded in the same way in two runs. Only then do differences say something of the target. */
public final class Comparability {
    private static final int SHORT_HASH = 12;

    private Comparability() {}

    /** Why {@code suite} on {@code target} cannot be compared, naming what changed; empty when it can. */
    public static Optional<String> refusal(RunManifest before, RunManifest after, String suite, String target) {
        Optional<SuiteManifest> old = find(before, suite, target);
        Optional<SuiteManifest> fresh = find(after, suite, target);
        String place = suite + " on " + target;
        if (old.isEmpty() || fresh.isEmpty()) {
            return Optional.of("run " + (old.isEmpty() ? before.id() : after.id()) + " has no " + place);
        }
        List<String> changes = changes(old.get(), fresh.get());
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        place + " cannot be compared with run " + before.id() + ": " + String.join("; ", changes));
    }

    private static Optional<SuiteManifest> find(RunManifest run, String suite, String target) {
        return run.suites().stream()
                .filter(it -> it.name().equals(suite) && it.target().equals(target))
                .findFirst();
    }

    private static List<String> changes(SuiteManifest before, SuiteManifest after) {
        List<String> changes = new ArrayList<>();
        if (!before.datasetHash().equals(after.datasetHash())) {
            changes.add("dataset '" + after.dataset() + "' changed (" + shortened(before.datasetHash()) + " -> "
                    + shortened(after.datasetHash()) + ")");
        }
        Map<String, GraderManifest> old = byName(before);
        Map<String, GraderManifest> fresh = byName(after);
        old.forEach((name, grader) -> {
            GraderManifest now = fresh.get(name);
            if (now == null) {
                changes.add("grader '" + name + "' is gone");
            } else if (!now.fingerprint().equals(grader.fingerprint())) {
                changes.add("grader '" + name + "' changed (" + shortened(grader.fingerprint()) + " -> "
                        + shortened(now.fingerprint()) + ")");
            }
        });
        fresh.keySet().stream()
                .filter(name -> !old.containsKey(name))
                .forEach(name -> changes.add("grader '" + name + "' is new"));
        return changes;
    }

    private static Map<String, GraderManifest> byName(SuiteManifest suite) {
        return suite.graders().stream().collect(Collectors.toMap(GraderManifest::name, Function.identity()));
    }

    private static String shortened(String hash) {
        return hash.length() > SHORT_HASH ? hash.substring(0, SHORT_HASH) : hash;
    }
}
