package dev.tierway.app.bench.proxy;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures targets one after the other in every round, so that what else the machine does falls on all alike. The client
 * runs in this process, the mock and the proxies in theirs.
 */
final class ProxyComparison {
    private static final int BODY_BYTES = 1024;
    private static final int EVENT_BYTES = 230;

    /**
     * A JVM proxy reaches its pace after some hundred thousand requests, and after it has seen clients come and go: each
     * first time makes it compile anew.
     */
    private static final int WARM_UP_TURNS = 8;

    /** Streams of the warm-up, and how much faster they run: some ten thousand events make the JVM compile their path. */
    private static final int WARM_UP_STREAMS = 200;

    private static final int WARM_UP_PACE = 10;

    private static final int PATIENCE_MILLIS = 10_000;

    private final Settings settings;
    private final URI upstream;
    private final PrintStream live;

    /**
     * How much to measure.
     *
     * @param rounds how often all targets take their turn in each phase
     * @param phase length of one target's turn, apart from streams
     * @param requestsPerSecond rate of the paced phase
     * @param callers of the saturated phase
     * @param streams held at once
     * @param eventsPerSecond of each stream
     * @param streamSeconds length of each stream
     * @param departures clients that leave
     * @param gatewaySlots requests the gateway sends upstream at once, to let clients leave its queue; 0 to skip that
     */
    record Settings(
            int rounds,
            Duration phase,
            int requestsPerSecond,
            int callers,
            int streams,
            int eventsPerSecond,
            int streamSeconds,
            int departures,
            int gatewaySlots) {
        static Settings defaults() {
            return new Settings(3, Duration.ofSeconds(5), 1000, 32, 2000, 10, 10, 100, 0);
        }
    }

    /**
     * @param upstream the mock itself
     * @param live where progress is said, one line per phase
     */
    ProxyComparison(Settings settings, URI upstream, PrintStream live) {
        this.settings = settings;
        this.upstream = upstream;
        this.live = live;
    }

    List<ProxyResult> run(List<Target> targets) throws IOException, InterruptedException {
        List<ProxyResult> results = targets.stream().map(ProxyResult::new).toList();
        try (LoadClient client = LoadClient.open()) {
            for (Target target : targets) {
                say("warming up", target);
                warmUp(client, target);
            }
            for (int round = 1; round <= settings.rounds(); round++) {
                for (ProxyResult result : results) {
                    say("round " + round + " of " + settings.rounds() + ", requests", result.target());
                    requests(client, result);
                }
            }
            for (int round = 1; round <= settings.rounds(); round++) {
                for (ProxyResult result : results) {
                    say(
                            "round " + round + " of " + settings.rounds() + ", " + settings.streams() + " streams",
                            result.target());
                    streams(client, result);
                }
            }
            for (int i = 0; i < results.size(); i++) {
                say("clients that leave", results.get(i).target());
                departures(client, results.get(i), 1 + i * 1_000_000);
            }
        }
        return results;
    }

    private void say(String what, Target target) {
        live.println(what + ": " + target.name());
    }

    private void warmUp(LoadClient client, Target target) {
        Tally ignored = new Tally();
        long millis = settings.phase().toMillis();
        int pace = WARM_UP_PACE * settings.eventsPerSecond();
        int events = (int) Math.max(1, pace * millis / TimeUnit.SECONDS.toMillis(2));
        MockScript script = new MockScript(0, 0, pace, events, EVENT_BYTES);
        int streams = Math.min(WARM_UP_STREAMS, settings.streams());
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            ClosedLoop.run(client, target, load(settings.callers(), millis / 2), ignored);
            ClosedLoop.run(client, target, load(1, millis / 10), ignored);
            StreamedReplies.run(client, target, new StreamedReplies.Streams(streams, 200, script), ignored);
            client.closeIdle();
        }
    }

    private void requests(LoadClient client, ProxyResult result) {
        Target target = result.target();
        long millis = settings.phase().toMillis();
        ClosedLoop.run(client, target, load(1, millis), result.alone);

        Duration before = target.cpu();
        int total = (int) (settings.requestsPerSecond() * millis / TimeUnit.SECONDS.toMillis(1));
        byte[] request = target.request(MockScript.AT_ONCE, false, BODY_BYTES);
        OpenLoop.run(client, target, request, result.paced, new OpenLoop.Rate(settings.requestsPerSecond(), total));
        result.paced.addCpu(target.cpu().minus(before));

        before = target.cpu();
        ClosedLoop.run(client, target, load(settings.callers(), millis), result.saturated);
        result.saturated.addCpu(target.cpu().minus(before));
    }

    private static ClosedLoop.Load load(int callers, long millis) {
        return new ClosedLoop.Load(callers, BODY_BYTES, MockScript.AT_ONCE, millis);
    }

    private void streams(LoadClient client, ProxyResult result) {
        int events = settings.eventsPerSecond() * settings.streamSeconds();
        MockScript script = new MockScript(0, 0, settings.eventsPerSecond(), events, EVENT_BYTES);
        Duration before = result.target().cpu();
        StreamedReplies.run(
                client,
                result.target(),
                new StreamedReplies.Streams(settings.streams(), 2000, script),
                result.streamed);
        result.streamed.addCpu(result.target().cpu().minus(before));
    }

    private void departures(LoadClient client, ProxyResult result, int firstId)
            throws IOException, InterruptedException {
        Departures departures = new Departures(client, result.target(), upstream);
        result.departed(departures.run(settings.departures(), firstId, PATIENCE_MILLIS));
        if (settings.gatewaySlots() > 0 && result.target().name().equals("gateway")) {
            int queuedId = firstId + settings.departures();
            result.departedFromQueue(departures.queued(settings.gatewaySlots(), settings.departures(), queuedId));
        }
    }
}
