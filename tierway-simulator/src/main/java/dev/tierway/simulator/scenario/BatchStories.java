package dev.tierway.simulator.scenario;

import static dev.tierway.core.tier.ServiceTier.BATCH;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static dev.tierway.core.tier.ServiceTier.STANDARD;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.policy.LimitPolicy;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.simulator.run.GatewaySettings;
import dev.tierway.simulator.run.Phases;
import dev.tierway.simulator.server.EngineSpec;
import dev.tierway.simulator.workload.ArrivalProcess;
import dev.tierway.simulator.workload.BatchJob;
import dev.tierway.simulator.workload.Lengths;
import dev.tierway.simulator.workload.PromptPrefixes;
import dev.tierway.simulator.workload.RateProfile;
import dev.tierway.simulator.workload.TraceLengths;
import dev.tierway.simulator.workload.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Batches beside live traffic that comes in bursts and goes from night to noon and back within the run. Each is judged over
 * ten seeds.
 */
final class BatchStories {
    /** A client's 70 tokens a second. */
    private static final double TARGET_MILLIS = 1000 / 70.0;
    /** Between tokens of reserved and priority answers, by default, in the embedded engine. */
    private static final double EMBEDDED_TARGET_MILLIS = 50;

    private static final int HOURS = 24;
    private static final ArrivalProcess IN_THE_JOB = ArrivalProcess.replay(new long[0], 1);

    private BatchStories() {}

    static List<Scenario> all() {
        return List.of(severalEngines(), singleEngine(), embeddedEngines(), prefixes(), windows());
    }

    private static Scenario severalEngines() {
        Loads loads = plainEngines(8);
        Phases phases = Phases.seconds(60, 300, 30);
        return Scenario.of(
                        "batch_beside_live",
                        "A batch without end beside chats on eight engines that know no tiers: all order is the gateway's.",
                        besideLive(loads, phases).working(job(loads.lengths(), "nightly", 0, 86_400, 60_000)),
                        ttftP99(1.05),
                        meanTbt(TARGET_MILLIS),
                        ofIdle(0.5),
                        wasted())
                .against(Strategy.LIVE_ONLY, Strategy.STRICT_ORDER, Strategy.NATIVE_PRIORITY);
    }

    private static Scenario singleEngine() {
        Loads loads = plainEngines(1);
        Phases phases = Phases.seconds(60, 1_200, 30);
        return Scenario.of(
                        "batch_beside_live_on_one",
                        "The same on a single engine.",
                        besideLive(loads, phases).working(job(loads.lengths(), "nightly", 0, 86_400, 30_000)),
                        ttftP99(1.05),
                        meanTbt(TARGET_MILLIS),
                        ofIdle(0.5),
                        wasted())
                .against(Strategy.LIVE_ONLY, Strategy.STRICT_ORDER, Strategy.NATIVE_PRIORITY);
    }

    private static Scenario embeddedEngines() {
        Lengths lengths = TraceLengths.AZURE_CONVERSATION.atMost(1_000, 250);
        Loads loads = new Loads(pool(4, name -> EngineSpec.embedded(name, 16).planned()), lengths);
        Phases phases = Phases.seconds(300, 3_600, 60);
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(bursty(loads, "checkout", PRIORITY, new Day(0.1, 0.5), phases)),
                        phases)
                .with(GatewaySettings.DEFAULT.patient())
                .working(job(lengths, "nightly", 0, 86_400, 20_000));
        return Scenario.of(
                        "batch_beside_live_embedded",
                        "A batch without end beside priority requests on four embedded engines, whose production planner"
                                + " decides at every step.",
                        setting,
                        ttftP99(1.05),
                        meanTbt(EMBEDDED_TARGET_MILLIS),
                        ofIdle(0.85),
                        wasted())
                .against(Strategy.LIVE_ONLY, Strategy.STRICT_ORDER);
    }

    private static Scenario prefixes() {
        Loads loads = plainEngines(4);
        Phases phases = Phases.seconds(60, 300, 30);
        Lengths questions = TraceLengths.AZURE_CONVERSATION.atMost(300, 100);
        BatchJob job = job(questions, "nightly", 0, 86_400, 60_000);
        Traffic grouped = job.traffic().beginningWith(new PromptPrefixes(2_000, 8, 256));
        return Scenario.of(
                        "batch_prefixes",
                        "The lines of a batch begin with one of 2,000 texts of 2,048 tokens, in any order; those that"
                                + " begin alike are sent together.",
                        besideLive(loads, phases).working(new BatchJob(grouped, job.at(), job.lines(), true)),
                        Goal.atLeast(
                                1.5,
                                "batch tokens / in the order of the file",
                                runs -> batchTokens(runs, Strategy.TIERWAY) / batchTokens(runs, Strategy.FILE_ORDER)))
                .against(Strategy.LIVE_ONLY, Strategy.FILE_ORDER);
    }

    private static Scenario windows() {
        Loads loads = plainEngines(1);
        Phases phases = Phases.seconds(60, 3_600, 60);
        Setting setting = besideLive(loads, new Day(0.1, 0.2), new Day(0.2, 0.75), phases)
                .working(
                        job(loads.lengths(), "hourly", 60, 3_600, lines(loads, 0.12, 3_600)),
                        job(loads.lengths(), "early", 60, 1_200, lines(loads, 0.1, 1_200)),
                        job(loads.lengths(), "noon", 1_260, 1_200, lines(loads, 0.15, 1_200)));
        return Scenario.of(
                        "batch_windows_over_noon",
                        "Live traffic and three batches keep a single engine five sixths busy over an hour, but at noon"
                                + " live traffic alone asks for 0.95 of it, and the window of a batch ends there.",
                        setting,
                        onTime(),
                        wasted(),
                        missedBy(Strategy.UNPACED),
                        missedBy(Strategy.STRICT_ORDER),
                        Goal.atMost(
                                1.5,
                                "priority ttft p99 / live only",
                                runs -> priorityTtft(runs, Strategy.TIERWAY) / priorityTtft(runs, Strategy.LIVE_ONLY)),
                        Goal.atLeast(
                                0.9,
                                "standard requests served / live only",
                                runs -> standardServed(runs, Strategy.TIERWAY)
                                        / standardServed(runs, Strategy.LIVE_ONLY)))
                .against(Strategy.LIVE_ONLY, Strategy.UNPACED, Strategy.STRICT_ORDER);
    }

    /** As many as keep {@code share} of the pool busy for {@code seconds}. */
    private static int lines(Loads loads, double share, int seconds) {
        return (int) (loads.rate(share) * seconds);
    }

    private static Setting besideLive(Loads loads, Phases phases) {
        return besideLive(loads, new Day(0.05, 0.1), new Day(0.1, 0.5), phases);
    }

    private static Setting besideLive(Loads loads, Day checkout, Day chat, Phases phases) {
        LimitPolicy limits = LimitPolicy.DEFAULT.withTimeBetweenTokens(Duration.ofNanos((long) (TARGET_MILLIS * 1e6)));
        return Setting.of(
                        loads.engines(),
                        List.of(
                                bursty(loads, "checkout", PRIORITY, checkout, phases),
                                bursty(loads, "chat", STANDARD, chat, phases)),
                        phases)
                .under(PoolPolicy.DEFAULT.withLimits(limits));
    }

    private static Loads plainEngines(int count) {
        return new Loads(pool(count, name -> EngineSpec.vllm(name, 64).plain()), TraceLengths.AZURE_CONVERSATION);
    }

    private static List<EngineSpec> pool(int count, Function<String, EngineSpec> engine) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> engine.apply("engine-" + number))
                .toList();
    }

    /** From {@code night} to {@code noon} and back, in shares of what the pool sustains. */
    private record Day(double night, double noon) {}

    /** One day over the run. */
    private static Traffic bursty(Loads loads, String project, ServiceTier tier, Day course, Phases phases) {
        double seconds = phases.endNanos() / 1e9;
        RateProfile day = RateProfile.constant(loads.rate(course.night()));
        for (int hour = 1; hour < HOURS; hour++) {
            double light = (1 - StrictMath.cos(2 * Math.PI * hour / HOURS)) / 2;
            day = day.then(
                    hour * seconds / HOURS, loads.rate(course.night() + light * (course.noon() - course.night())));
        }
        return Traffic.of(project, tier, ArrivalProcess.bursty(day, 2), loads.lengths());
    }

    private static BatchJob job(Lengths lengths, String project, long at, long window, int lines) {
        Traffic traffic = Traffic.of(project, BATCH, IN_THE_JOB, lengths).waiting(Duration.ofSeconds(window));
        return new BatchJob(traffic, Duration.ofSeconds(at), lines, false);
    }

    private static Goal ttftP99(double ratio) {
        ToDoubleFunction<Runs> measure = runs -> liveTtft(runs, Strategy.TIERWAY) / liveTtft(runs, Strategy.LIVE_ONLY);
        return Goal.atMost(ratio, "live ttft p99 / live only", measure);
    }

    private static Goal meanTbt(double millis) {
        return Goal.atMost(
                millis,
                "live mean time between tokens, ms",
                runs -> runs.tierway().sharing().liveTbtMeanMillis());
    }

    private static Goal ofIdle(double share) {
        return Goal.atLeast(
                share,
                "batch tokens / those of strict order without caps",
                runs -> batchTokens(runs, Strategy.TIERWAY) / batchTokens(runs, Strategy.STRICT_ORDER));
    }

    private static Goal wasted() {
        return Goal.atMost(
                0.05,
                "batch tokens thrown away / served",
                runs -> runs.tierway().sharing().wastedShare());
    }

    private static Goal onTime() {
        return Goal.atLeast(
                0.999, "batch lines on time", runs -> runs.tierway().sharing().onTimeShare());
    }

    /** Without which keeping the windows would be no merit of the pace. */
    private static Goal missedBy(Strategy strategy) {
        return Goal.atMost(
                0.95,
                "batch lines on time, " + strategy.label(),
                runs -> runs.of(strategy).sharing().onTimeShare());
    }

    private static double priorityTtft(Runs runs, Strategy strategy) {
        return runs.of(strategy).tier(PRIORITY).ttftMillis().at(99).value();
    }

    private static double standardServed(Runs runs, Strategy strategy) {
        return runs.of(strategy).tier(STANDARD).served();
    }

    private static double liveTtft(Runs runs, Strategy strategy) {
        return runs.of(strategy).sharing().liveTtftMillis().at(99).value();
    }

    private static double batchTokens(Runs runs, Strategy strategy) {
        return runs.of(strategy).sharing().batchTokensPerSecond();
    }
}
