package dev.tierway.storage.evals;

import dev.tierway.core.usage.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run as it stands.
 *
 * @param total items it has; absent until they are counted
 * @param criteria what each criterion said, in their order; shorter than the eval's list while none was asked
 * @param models what was used, by model name
 * @param problem why it failed
 */
public record StoredEvalRun(
        NewEvalRun asked,
        EvalRunStatus status,
        Optional<Instant> endedAt,
        OptionalLong total,
        Tally items,
        List<Tally> criteria,
        List<ModelUse> models,
        Optional<Problem> problem) {
    public StoredEvalRun {
        criteria = List.copyOf(criteria);
        models = List.copyOf(models);
    }

    public String id() {
        return asked.id();
    }

    /** How often each outcome came. */
    public record Tally(long passed, long failed, long errored) {
        public static final Tally NONE = new Tally(0, 0, 0);

        static Tally of(ItemOutcome outcome) {
            return switch (outcome) {
                case PASS -> new Tally(1, 0, 0);
                case FAIL -> new Tally(0, 1, 0);
                case ERROR -> new Tally(0, 0, 1);
            };
        }

        Tally plus(Tally other) {
            return new Tally(passed + other.passed, failed + other.failed, errored + other.errored);
        }

        /** Those of which something is known. */
        public long scored() {
            return passed + failed;
        }

        public long all() {
            return scored() + errored;
        }
    }

    /**
     * What calls of a model used.
     *
     * @param costNanos of those that have a price, in nano-dollars
     * @param unpriced calls without a price
     */
    public record ModelUse(String model, long calls, Usage usage, long costNanos, long unpriced) {
        ModelUse plus(ModelUse other) {
            return new ModelUse(
                    model,
                    calls + other.calls,
                    usage.plus(other.usage),
                    costNanos + other.costNanos,
                    unpriced + other.unpriced);
        }
    }

    /** Why a run failed, for programs and for people. */
    public record Problem(String code, String message) {}
}
