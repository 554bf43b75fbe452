package dev.tierway.app.config;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.Location;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.tier.ServiceTier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What a reservation names must exist, and its owners may use it. Confined to one check. */
final class ReservationChecks {
    private final TierwayConfig config;
    private final ConfigNode root;
    private final List<String> path;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private ReservationChecks(TierwayConfig config, ConfigNode root, List<String> path) {
        this.config = config;
        this.root = root;
        this.path = path;
    }

    /** @param path where in {@code root} the reservation stands */
    static List<ConfigProblem> problems(
            TierwayConfig config, Reservation reservation, ConfigNode root, String... path) {
        ReservationChecks checks = new ReservationChecks(config, root, List.of(path));
        checks.model(reservation);
        for (int i = 0; i < reservation.projects().size(); i++) {
            checks.owner(reservation, i);
        }
        return checks.problems;
    }

    private void model(Reservation reservation) {
        if (!config.models().containsKey(reservation.model())) {
            unknown("model", reservation.model(), config.models().keySet(), at("model"));
        }
    }

    private void owner(Reservation reservation, int index) {
        String named = reservation.projects().get(index);
        Location at = at("project").equals(at()) ? at("projects", Integer.toString(index)) : at("project");
        ProjectConfig project = config.projects().get(named);
        if (project == null) {
            unknown("project", named, config.projects().keySet(), at);
        } else if (!project.allowedTiers().contains(ServiceTier.RESERVED)) {
            problems.add(new ConfigProblem(
                    at,
                    "project '" + project.name() + "' may not use its reservation; add 'reserved' to its"
                            + " 'allowed_tiers'"));
        }
    }

    private Location at(String... steps) {
        return root.locate(Stream.concat(path.stream(), Stream.of(steps)).toArray(String[]::new));
    }

    private void unknown(String what, String name, Collection<String> known, Location at) {
        problems.add(new ConfigProblem(at, "unknown " + what + " '" + name + "'; " + NearestName.hint(name, known)));
    }
}
