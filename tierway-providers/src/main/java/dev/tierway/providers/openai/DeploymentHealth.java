package dev.tierway.providers.openai;

import java.util.Arrays;

/**
 * Whether a deployment is worth sending to: ejected after failures in a row or a high share of failures in a sliding
 * window, tried again after a time that doubles with every ejection, back when a probe succeeds. Not thread-safe; times
 * are of one ticker.
 */
final class DeploymentHealth {
    private static final int BUCKETS = 10;

    private final HealthPolicy policy;
    private final long bucketNanos;
    private final int[] calls = new int[BUCKETS];
    private final int[] failures = new int[BUCKETS];

    private long bucket;
    private int consecutiveFailures;
    private boolean ejected;
    private int ejections;
    private long probeAt;
    private long recoveredAt;

    DeploymentHealth(HealthPolicy policy, long now) {
        this.policy = policy;
        this.bucketNanos = Math.max(1, policy.window().toNanos() / BUCKETS);
        this.bucket = Math.floorDiv(now, bucketNanos);
        this.recoveredAt = now;
    }

    boolean ejected() {
        return ejected;
    }

    /** A call or check went well. */
    void succeeded(long now) {
        if (!ejected) {
            count(now, 0);
            consecutiveFailures = 0;
        }
    }

    /** A call or check failed; true when that ejects the deployment. */
    boolean failed(long now) {
        if (ejected) {
            return false;
        }
        count(now, 1);
        consecutiveFailures++;
        if (consecutiveFailures < policy.consecutiveFailures() && !failsTooOften()) {
            return false;
        }
        if (now - recoveredAt >= policy.longestEjection().toNanos()) {
            ejections = 0;
        }
        ejected = true;
        ejections++;
        probeAt = now + ejectionNanos();
        return true;
    }

    /** Whether an ejected deployment should be probed now. */
    boolean probeDue(long now) {
        return ejected && now - probeAt >= 0;
    }

    /** A probe of an ejected deployment went well: it is back, with a clean record. */
    void probeSucceeded(long now) {
        ejected = false;
        recoveredAt = now;
        consecutiveFailures = 0;
        Arrays.fill(calls, 0);
        Arrays.fill(failures, 0);
    }

    /** A probe failed: the next comes after twice the time. */
    void probeFailed(long now) {
        ejections++;
        probeAt = now + ejectionNanos();
    }

    private long ejectionNanos() {
        long nanos = policy.firstEjection().toNanos();
        long longest = policy.longestEjection().toNanos();
        for (int doubled = 1; doubled < ejections && nanos < longest; doubled++) {
            nanos *= 2;
        }
        return Math.min(nanos, longest);
    }

    private boolean failsTooOften() {
        int all = Arrays.stream(calls).sum();
        int failed = Arrays.stream(failures).sum();
        return all >= policy.minimumCalls() && failed >= all * policy.failureRate();
    }

    private void count(long now, int failed) {
        long current = Math.floorDiv(now, bucketNanos);
        for (long stale = Math.max(bucket + 1, current - BUCKETS + 1); stale <= current; stale++) {
            calls[Math.floorMod(stale, BUCKETS)] = 0;
            failures[Math.floorMod(stale, BUCKETS)] = 0;
        }
        bucket = Math.max(bucket, current);
        calls[Math.floorMod(bucket, BUCKETS)]++;
        failures[Math.floorMod(bucket, BUCKETS)] += failed;
    }
}
