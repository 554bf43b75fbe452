package dev.tierway.app.bench.overload;

/**
 * What became of a request. Times that did not happen are NaN.
 *
 * @param code {@code served}, or the error's code
 * @param servedTier wire name from the reply, empty when it has none
 * @param queueMillis as the gateway reports it
 * @param ttftMillis from when it was due to its first text
 * @param endedMillis from when it was due to its end
 * @param gapsMicros between its pieces of text
 */
record Observation(
        PlannedRequest request,
        Outcome outcome,
        String code,
        String servedTier,
        double queueMillis,
        double ttftMillis,
        double endedMillis,
        int[] gapsMicros,
        int outputTokens,
        int cachedTokens) {

    enum Outcome {
        SERVED,
        /** Turned away at the door. */
        REFUSED,
        /** Its deadline passed while it waited. */
        EXPIRED,
        /** Broken by the gateway, the backend or the network. */
        FAILED,
        /** Not over when the bench ended. */
        UNFINISHED
    }

    static Observation without(PlannedRequest request, Outcome outcome, String code, double endedMillis) {
        return new Observation(request, outcome, code, "", Double.NaN, Double.NaN, endedMillis, new int[0], 0, 0);
    }

    /** Output tokens per second after the first one; NaN below two tokens. */
    double outputTokensPerSecond() {
        double generating = (endedMillis - ttftMillis) / 1e3;
        return outputTokens < 2 || !(generating > 0) ? Double.NaN : (outputTokens - 1) / generating;
    }
}
