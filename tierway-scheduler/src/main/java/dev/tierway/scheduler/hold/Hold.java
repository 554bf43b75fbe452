package dev.tierway.scheduler.hold;

/** One request's provisional debit on an entitlement. It is posted or voided exactly once. */
public final class Hold {
    private final Entitlement entitlement;
    private final long input;
    private long output;
    private boolean open = true;

    Hold(Entitlement entitlement, long input, long output) {
        this.entitlement = entitlement;
        this.input = input;
        this.output = output;
    }

    /** Raises the debit to {@code outputTokens} when an answer outgrows its estimate. */
    public void growTo(long outputTokens, long now) {
        if (outputTokens > output) {
            entitlement.adjust(0, outputTokens - output, now);
            output = outputTokens;
        }
    }

    /** Replaces the debit by what was used. */
    public void post(long inputTokens, long outputTokens, long now) {
        end();
        entitlement.adjust(inputTokens - input, outputTokens - output, now);
    }

    /** Gives the debit back. */
    public void voided(long now) {
        post(0, 0, now);
    }

    private void end() {
        if (!open) {
            throw new IllegalStateException("hold on " + entitlement.name() + " ended twice");
        }
        open = false;
        entitlement.closed();
    }
}
