package dev.tierway.evals.target;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.suite.SimulateSpec;
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
        ChatModel model, String place, Optional<ServiceTier> tier, NetworkMaker networks, NearestMaker nearest) {

    /** Makes targets of networks. */
    @FunctionalInterface
    public interface NetworkMaker {
        /**
         * The target, which whoever asked closes.
         *
         * @param simulate how customers talk to it, in suites that say so
         */
        Target make(TargetSpec.Network spec, Optional<SimulateSpec> simulate) throws IOException;

        /** Any other target with customers that talk to it; closing it closes {@code target}. */
        default Target talking(Target target, SimulateSpec simulate) throws IOException {
            throw new IOException("customers are not simulated here: " + target.name());
        }
    }

    /** Makes targets of labelled examples. */
    @FunctionalInterface
    public interface NearestMaker {
        /** The target, which whoever asked closes. */
        Target make(TargetSpec.Nearest spec) throws IOException;
    }

    /**
     * The target, which whoever asked closes.
     *
     * @param simulate how customers talk to it, in suites that say so
     * @throws IOException when a file it needs cannot be read
     */
    public Target make(TargetSpec spec, Optional<SimulateSpec> simulate) throws IOException {
        if (simulate.isPresent() && !(spec instanceof TargetSpec.Network)) {
            return networks.talking(make(spec, Optional.empty()), simulate.get());
        }
        return switch (spec) {
            case TargetSpec.Route route -> new RouteTarget(route, model, tier, place);
            case TargetSpec.HttpApp app -> new HttpAppTarget(app, Ticker.system());
            case TargetSpec.Recorded recorded -> RecordedTarget.open(recorded);
            case TargetSpec.Network network -> networks.make(network, simulate);
            case TargetSpec.Nearest labelled -> nearest.make(labelled);
        };
    }
}
