package dev.tierway.simulator.run;

import java.time.Duration;

/** Decides for one deployment when failures put it out of service, and for how long. */
final class Ejection {
    private final GatewaySettings settings;
    private int failuresInARow;
    private int ejections;

    Ejection(GatewaySettings settings) {
        this.settings = settings;
    }

    void succeeded() {
        failuresInARow = 0;
        ejections = 0;
    }

    /** How long it must stay out of service now; zero to keep it in. */
    Duration failed() {
        failuresInARow++;
        int allowed = ejections == 0 ? settings.ejectAfter() : 1;
        if (failuresInARow < allowed) {
            return Duration.ZERO;
        }
        failuresInARow = 0;
        Duration length = settings.ejectFor().multipliedBy(1L << Math.min(ejections, 20));
        ejections++;
        return length.compareTo(settings.ejectAtMost()) > 0 ? settings.ejectAtMost() : length;
    }
}
