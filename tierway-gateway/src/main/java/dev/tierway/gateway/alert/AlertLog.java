package dev.tierway.gateway.alert;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Writes alerts to the gateway's log as warnings. */
public final class AlertLog implements Consumer<Alert> {
    private static final System.Logger LOG = System.getLogger(AlertLog.class.getName());

    @Override
    public void accept(Alert alert) {
        LOG.log(Level.WARNING, alert.message() + " [" + alert.type() + " " + alert.id() + "]");
    }
}
