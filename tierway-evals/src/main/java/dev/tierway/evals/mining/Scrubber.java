package dev.tierway.evals.mining;

import com.google.re2j.Pattern;
import dev.tierway.evals.redact.RedactionPattern;
import dev.tierway.evals.redact.RedactionRules;
import dev.tierway.evals.redact.Redactor;
import dev.tierway.evals.simulate.Fact;
import dev.tierway.evals.simulate.Scenario;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes personal data out of mined scenarios, and puts invented values in their place, the same everywhere in one. */
final class Scrubber {
    private Scrubber() {}

    static Scenario scrub(Scenario mined) {
        List<RedactionPattern> personal = Stream.concat(mined.known().stream(), mined.withheld().stream())
                .flatMap(fact -> pattern(fact).stream())
                .toList();
        Redactor redactor = new Redactor(RedactionRules.standard().withPatterns(personal));
        List<String> texts = new ArrayList<>();
        texts.add(mined.objective());
        mined.known().forEach(it -> texts.add(it.value()));
        mined.withheld().forEach(it -> texts.add(it.value()));
        Inventions inventions = new Inventions(mined.id());
        Iterator<String> scrubbed =
                redactor.redact(texts).texts().stream().map(inventions::in).iterator();
        String objective = scrubbed.next();
        List<Fact> known = mined.known().stream()
                .map(it -> new Fact(it.name(), scrubbed.next()))
                .toList();
        List<Fact> withheld = mined.withheld().stream()
                .map(it -> new Fact(it.name(), scrubbed.next()))
                .toList();
        return new Scenario(
                mined.id(),
                mined.intent(),
                mined.persona(),
                objective,
                known,
                withheld,
                mined.unknown(),
                mined.expected(),
                mined.approved());
    }

    /** What finds the value of a fact that says who somebody is. */
    private static Optional<RedactionPattern> pattern(Fact fact) {
        String base = fact.name().replaceFirst("_\\d+$", "");
        return Slot.named(base)
                .filter(Slot::personal)
                .map(slot -> new RedactionPattern(
                        slot.name(),
                        "(?i)(?:^|[^\\p{L}\\p{N}@.])(" + Pattern.quote(fact.value()) + ")(?:$|[^\\p{L}\\p{N}@])"));
    }
}
