package dev.tierway.simulator.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The scenarios that are committed with their results. */
public final class Scenarios {
    /** The seed of the committed results. */
    public static final long SEED = 1;

    private Scenarios() {}

    public static List<Scenario> all() {
        return Stream.of(OverloadStories.all(), SharingStories.all(), FaultStories.all(), ReservationStories.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Longer ones about batches beside live traffic, judged over ten seeds. */
    public static List<Scenario> batches() {
        return BatchStories.all();
    }

    public static Optional<Scenario> named(String name) {
        return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
