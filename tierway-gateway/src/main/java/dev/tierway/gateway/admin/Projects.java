package dev.tierway.gateway.admin;

import dev.tierway.core.config.NearestName;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.util.Set;

/** Looks projects up that a path names. */
final class Projects {
    private Projects() {}

    /** Throws a 404 with the nearest name when there is no such project. */
    static void require(String name, Set<String> known) {
        if (!known.contains(name)) {
            throw Failure.of(
                            FailureKind.NOT_FOUND,
                            "unknown_project",
                            "there is no project '" + name + "'; " + NearestName.hint(name, known))
                    .toException();
        }
    }
}
