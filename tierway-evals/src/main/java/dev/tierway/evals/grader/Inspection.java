package dev.tierway.evals.grader;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A grader that looks and compares, and asks nobody. */
final class Inspection implements Grader {
    private final String name;
    private final String fingerprint;
    private final boolean looksInside;
    private final Check check;

    Inspection(GraderSpec spec, boolean looksInside, Check check) {
        this(spec, List.of(), looksInside, check);
    }

    /** @param files what it also goes by; another content makes another grader */
    Inspection(GraderSpec spec, List<Path> files, boolean looksInside, Check check) {
        this.name = spec.name();
        this.fingerprint = Fingerprint.of(
                Stream.concat(Stream.of(spec.toString()), files.stream().map(Fingerprint::of))
                        .toArray(String[]::new));
        this.looksInside = looksInside;
        this.check = check;
    }

    /** Compares what is there with what should be. */
    @FunctionalInterface
    interface Check {
        Grade grade(EvidenceScope scope) throws Unscorable, InterruptedException;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public boolean asksModel() {
        return false;
    }

    @Override
    public boolean looksInside() {
        return looksInside;
    }

    @Override
    public Grade grade(Evidence evidence) throws InterruptedException {
        try {
            return check.grade(new EvidenceScope(evidence));
        } catch (Unscorable unscorable) {
            return unscorable.grade();
        }
    }
}
