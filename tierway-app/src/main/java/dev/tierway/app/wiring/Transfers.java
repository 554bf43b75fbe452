package dev.tierway.app.wiring;

import dev.tierway.app.cli.Progress;
import dev.tierway.engine.catalogue.TransferListener;

/** Lets the catalogue's transfers show on the command line. */
final class Transfers {
    private Transfers() {}

    static TransferListener to(Progress progress) {
        return progress::progressed;
    }
}
