package dev.tierway.gateway.limit;

/** What became of the wish to hold. */
public sealed interface Placement {
    /** The estimate is debited from every limit that applies. The receiver ends the hold. */
    record Admitted(LimitHold hold) implements Placement {}

    /** Nothing is debited anywhere. */
    record Refused(Refusal refusal) implements Placement {}

    /** The hold; throws the refusal's failure when there is none. */
    default LimitHold orThrow() {
        return switch (this) {
            case Admitted admitted -> admitted.hold();
            case Refused refused -> throw refused.refusal().failure().toException();
        };
    }
}
