package dev.tierway.scheduler.policy;

/**
 * When flex and batch attempts are cancelled to make room.
 *
 * @param wastedShare of the weighted tokens served, 0 to 1, that cancelled attempts may throw away; 0 never cancels,
 *     except for reserved work inside its entitlement
 * @param perRequest times one request may be cancelled; after that it runs to its end
 */
public record PreemptionPolicy(double wastedShare, int perRequest) {

    public static final PreemptionPolicy DEFAULT = new PreemptionPolicy(0.05, 3);

    public PreemptionPolicy {
        if (!(wastedShare >= 0 && wastedShare <= 1) || perRequest < 0) {
            throw new IllegalArgumentException("pre-emption policy: wasted_share (" + wastedShare
                    + ") must be between 0 and 1, per_request (" + perRequest + ") not negative");
        }
    }
}
