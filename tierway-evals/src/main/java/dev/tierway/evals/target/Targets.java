package dev.tierway.evals.target;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.suite.TargetSpec;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes targets of what a suite file says. Thread-safe.
 *
 * @param model answers aliases
 * @param place where the model is, such as the address of the gateway
 * @param tier of calls whose target names none
 * @param networks makes targets of networks
 * @param nearest makes targets of labelled examples
 */
public record Targets(
        ChatModel model,
        String place,
        Optional<ServiceTier> tier,
        Maker<TargetSpec.Network> networks,
        Maker<TargetSpec.Nearest> nearest) {

    /** Makes targets of one kind. */
    @FunctionalInterface
    public interface Maker<S extends TargetSpec> {
        /**
         * The target, which whoever asked closes.
         *
         * @throws IOException when a file it needs cannot be read
         */
        Target make(S spec) throws IOException;
    }

    /**
     * The target, which whoever asked closes.
     *
     * @throws IOException when a file it needs cannot be read
     */
    public Target make(TargetSpec spec) throws IOException {
        return switch (spec) {
            case TargetSpec.Route route -> new RouteTarget(route, model, tier, place);
            case TargetSpec.HttpApp app -> new HttpAppTarget(app, Ticker.system());
            case TargetSpec.Recorded recorded -> RecordedTarget.open(recorded);
            case TargetSpec.Network network -> networks.make(network);
            case TargetSpec.Nearest labelled -> nearest.make(labelled);
        };
    }
}
