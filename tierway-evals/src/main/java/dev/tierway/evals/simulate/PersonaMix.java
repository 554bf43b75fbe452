package dev.tierway.evals.simulate;

import dev.tierway.core.hash.SplitMix;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Which personas play, and how often. The choice for a scenario depends on the seed alone. Immutable. */
public final class PersonaMix {
    private final SequencedMap<Persona, Double> shares;
    private final double total;

    /**
     * A mix of the keys of {@code shares}.
     *
     * @param shares weights above 0; they need not add up to 1
     */
    public PersonaMix(SequencedMap<Persona, Double> shares) {
        if (shares.isEmpty() || shares.values().stream().anyMatch(share -> !(share > 0) || !Double.isFinite(share))) {
            throw new IllegalArgumentException("a mix of personas needs at least one, each with a share above 0");
        }
        this.shares = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(shares));
        this.total = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    public SequencedMap<Persona, Double> shares() {
        return shares;
    }

    /** The persona for what {@code seed} stands for. */
    public Persona pick(long seed) {
        double left = (SplitMix.next(seed) >>> 11) * 0x1.0p-53 * total;
        for (Map.Entry<Persona, Double> share : shares.entrySet()) {
            left -= share.getValue();
            if (left < 0) {
                return share.getKey();
            }
        }
        return shares.lastEntry().getKey();
    }
}
