package dev.tierway.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.engine.plan.Candidate;
import dev.tierway.engine.plan.CostModel;
import dev.tierway.engine.plan.StepPlan;
import dev.tierway.engine.plan.StepPlanner;
import dev.tierway.engine.plan.StepView;
import dev.tierway.engine.plan.TierShares;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.step.StepBatch;
import dev.tierway.engine.text.TokenChooser.Choice;
import dev.tierway.engine.text.Tokenizer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The engine without its thread: each {@link #turn} takes in what was submitted, plans one step, executes it and hands out
 * its tokens. All methods but {@link #submit} belong to one thread.
 */
final class EngineLoop {
    private static final Logger LOG = System.getLogger(EngineLoop.class.getName());
    private static final int MOST_REFUSALS = 3;
    private static final ServiceTier[] TIERS = ServiceTier.values();

    private final StepBackend backend;
    private final Tokenizer tokenizer;
    private final EngineSettings settings;
    private final Ticker ticker;
    private final Ticker cpuTime;

    private final Residency residency;
    private final StepPlanner planner;
    private final CostModel costs = new CostModel();
    private final TierShares shares;
    private final ThreadGovernor threads;
    private final StepBatch batch;

    private final Queue<Run> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inboxSize = new AtomicInteger();
    private final List<Run> waiting = new ArrayList<>();
    private final List<Run> runnable = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<ServiceTier> present = EnumSet.noneOf(ServiceTier.class);
    private final List<Run> inStep = new ArrayList<>();
    private long steps;
    /** Steps in a row that the backend had no cells for, although the ledger counted enough. */
    private int refusals;

    private int prefillThreads;
    private long nextDeadline = Long.MAX_VALUE;
    private volatile EngineLoad load;
    /** The highest tier of a running step that may be broken off; null for none. */
    private volatile @Nullable ServiceTier abortable;

    /**
     * @param cpuTime CPU nanoseconds of the thread that calls {@link #turn}
     */
    EngineLoop(EngineSettings settings, StepBackend backend, Tokenizer tokenizer, Ticker ticker, Ticker cpuTime) {
        this.settings = settings;
        this.backend = backend;
        this.tokenizer = tokenizer;
        this.ticker = ticker;
        this.cpuTime = cpuTime;
        residency = new Residency(settings, backend);
        planner = new StepPlanner(settings.plan());
        shares = new TierShares(settings.plan());
        threads = new ThreadGovernor(settings.decodeThreads(), settings.prefillThreads());
        batch = new StepBatch(backend.maxBatch());
        load = residency.load(0, 0, costs.cost());
        prefillThreads = threads.prefillThreads();
        backend.threads(threads.decodeThreads(), prefillThreads);
        if (settings.contextTokens() > backend.cells()) {
            throw new IllegalArgumentException("context of " + settings.contextTokens() + " tokens does not fit the "
                    + backend.cells() + " KV cells of the backend: lower contextTokens or give it more cells");
        }
    }

    /** Hands over a new generation; from any thread. Reserved and priority break off a long step of lower tiers. */
    void submit(Run run) {
        inboxSize.incrementAndGet();
        inbox.add(run);
        ServiceTier running = abortable;
        if (running != null && run.tier().latencySensitive() && run.tier().outranks(running)) {
            backend.abort(true);
        }
    }

    EngineLoad load() {
        return load;
    }

    /** Generations that have no cells yet; from any thread. */
    int waiting() {
        return load.waiting() + inboxSize.get();
    }

    Residency residency() {
        return residency;
    }

    /** When the first deadline passes of those that run or wait; {@link Long#MAX_VALUE} for none. */
    long nextDeadline() {
        return nextDeadline;
    }

    /** One step; false when there was nothing to compute. */
    boolean turn() {
        takeIn();
        sweep();
        admit();
        boolean stepped = step();
        queueDisplaced();
        load = residency.load(waiting.size(), steps, costs.cost());
        return stepped;
    }

    /** Ends every generation, also when the backend fails at that, and closes the backend. */
    void shutDown(Finish why) {
        takeIn();
        queueDisplaced();
        waiting.forEach(run -> finish(run, why));
        residency.residents().forEach(run -> finish(run, why));
        load = load.idle();
        backend.close();
    }

    private void takeIn() {
        for (Run run = inbox.poll(); run != null; run = inbox.poll()) {
            inboxSize.decrementAndGet();
            enqueue(run);
        }
    }

    private void queueDisplaced() {
        for (Run run : residency.takeDisplaced()) {
            enqueue(run);
        }
    }

    private void enqueue(Run run) {
        int at = Collections.binarySearch(waiting, run, Run.BY_RANK);
        waiting.add(at < 0 ? -at - 1 : at, run);
    }

    /** Lets go of what was cancelled or is late. */
    private void sweep() {
        long now = ticker.nanos();
        nextDeadline = Long.MAX_VALUE;
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (over(waiting.get(i), now)) {
                end(waiting.remove(i), Finish.EXPIRED);
            }
        }
        List<Run> residents = residency.residents();
        for (int i = residents.size() - 1; i >= 0; i--) {
            if (over(residents.get(i), now)) {
                end(residents.get(i), Finish.EXPIRED);
            }
        }
    }

    private boolean over(Run run, long now) {
        long deadline = run.request.deadlineNanos();
        nextDeadline = Math.min(nextDeadline, deadline);
        return run.stream.ended() || (deadline != Long.MAX_VALUE && now - deadline >= 0);
    }

    /** In rank order, until one does not fit; who was swapped out behind a slow reader waits until that has caught up. */
    private void admit() {
        for (int i = 0; i < waiting.size(); ) {
            Run run = waiting.get(i);
            if (run.stream.room() * 2 < run.stream.capacity()) {
                i++;
            } else if (residency.admit(run)) {
                waiting.remove(i);
            } else {
                return;
            }
        }
    }

    private boolean step() {
        view();
        if (candidates.isEmpty()) {
            return false;
        }
        StepView view =
                new StepView(candidates, shares.owed(), shares.overdue(), backend.maxBatch(), backend.maxOutputs());
        StepPlan plan = planner.plan(view, costs.cost());
        compose(plan);
        if (inStep.isEmpty()) {
            giveWay(runnable.get(plan.candidates()[0]));
            return true;
        }
        steps++;
        execute();
        inStep.clear();
        return true;
    }

    private void view() {
        runnable.clear();
        candidates.clear();
        present.clear();
        List<Run> residents = residency.residents();
        for (int i = 0; i < residents.size(); i++) {
            Run run = residents.get(i);
            if (!run.blocked()) {
                runnable.add(run);
                present.add(run.tier());
                // Interactive sequences take turns when the step is too narrow for all; the others finish one by one.
                long urgency = run.tier().scavenger()
                        ? run.request.deadlineNanos()
                        : run.pending() == 1 ? run.lastStep : run.arrival;
                candidates.add(new Candidate(run.tier(), run.pending(), urgency));
            }
        }
    }

    /** Puts planned rows into the batch, as far as cells can be had; those first in the plan get them first. */
    private void compose(StepPlan plan) {
        batch.clear();
        for (int i = 0; i < plan.size(); i++) {
            Run run = runnable.get(plan.candidates()[i]);
            if (!run.resident()) {
                continue;
            }
            if (run.pending() > 1) {
                residency.seekPrefix(run);
                noteProgress(run);
            }
            int count = Math.min(plan.tokens()[i], run.pending());
            if (!residency.grow(run, count)) {
                continue;
            }
            run.stepTokens = count;
            run.outputRow = -1;
            for (int at = run.computed; at < run.computed + count; at++) {
                run.outputRow = batch.add(run.tokens[at], at, run.sequence, at == run.length - 1);
            }
            inStep.add(run);
        }
    }

    /** None of the planned could get cells from those before them in rank: the last in rank makes room. */
    private void giveWay(Run first) {
        if (!residency.relieve()) {
            end(first, Finish.CONTEXT_FULL);
        }
    }

    private void execute() {
        int decodes = 0;
        ServiceTier highest = ServiceTier.BATCH;
        for (int i = 0; i < inStep.size(); i++) {
            decodes += inStep.get(i).stepTokens == 1 ? 1 : 0;
            highest = inStep.get(i).tier().outranks(highest) ? inStep.get(i).tier() : highest;
        }
        int promptTokens = batch.size() - decodes;
        double expected = costs.cost().nanos(decodes, promptTokens);
        abortable = expected > settings.plan().narrowStep().toNanos() ? highest : null;
        StepBackend.Outcome outcome = null;
        long start = ticker.nanos();
        long startCpu = cpuTime.nanos();
        try {
            outcome = backend.decode(batch);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a step of " + batch.size() + " tokens failed; its generations end", e);
        }
        long wall = ticker.nanos() - start;
        long cpu = cpuTime.nanos() - startCpu;
        if (abortable != null || outcome == StepBackend.Outcome.ABORTED) {
            abortable = null;
            backend.abort(false);
        }
        switch (outcome) {
            case DONE -> {
                refusals = 0;
                account(decodes, promptTokens, wall);
                observe(promptTokens > 0, wall, cpu, expected);
                deliver();
            }
            case ABORTED -> rollBack();
            case KV_FULL -> {
                rollBack();
                refusals++;
                if (!residency.relieve() && refusals >= MOST_REFUSALS) {
                    failStep();
                }
            }
            case null -> {
                rollBack();
                failStep();
            }
        }
    }

    private void account(int decodes, int promptTokens, long wall) {
        costs.observe(decodes, promptTokens, wall);
        double perDecode = costs.cost().perDecode();
        double perToken = costs.cost().perPromptToken();
        double marginal = perDecode * decodes + perToken * promptTokens;
        for (int i = 0; i < inStep.size(); i++) {
            Run run = inStep.get(i);
            double own = run.stepTokens == 1 ? perDecode : perToken * run.stepTokens;
            shares.spend(run.tier(), marginal > 0 ? (long) (wall * own / marginal) : 0);
        }
        for (ServiceTier tier : TIERS) {
            if (present.contains(tier)) {
                shares.earn(tier, wall);
            }
        }
    }

    private void observe(boolean prompts, long wall, long cpu, double expected) {
        threads.observe(prompts, wall, cpu, costs.warm() ? expected : Double.POSITIVE_INFINITY);
        if (threads.prefillThreads() != prefillThreads) {
            prefillThreads = threads.prefillThreads();
            backend.threads(threads.decodeThreads(), prefillThreads);
        }
    }

    private void deliver() {
        for (int i = 0; i < inStep.size(); i++) {
            Run run = inStep.get(i);
            int before = run.computed;
            run.computed += run.stepTokens;
            run.stepTokens = 0;
            run.lastStep = steps;
            if (before < run.promptLength()) {
                noteProgress(run);
                if (run.computed >= run.promptLength()) {
                    residency.publishPrompt(run);
                }
            }
            if (run.outputRow >= 0) {
                choose(run);
            }
        }
    }

    /** Usage counts the prompt once, also when it is computed again after its cells were dropped. */
    private static void noteProgress(Run run) {
        if (run.generated() == 0) {
            run.stream.promptProgress(run.cached, run.computed);
        }
    }

    private void choose(Run run) {
        Choice choice;
        try {
            choice = run.request.chooser().choose(backend.logits(run.outputRow), backend.vocabularySize());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a token chooser failed; its generation ends", e);
            end(run, Finish.FAILED);
            return;
        }
        if (tokenizer.endsGeneration(choice.token())) {
            end(run, Finish.END_OF_TURN);
            return;
        }
        run.append(choice.token());
        run.stream.offer(new Token(choice.token(), choice.logprob(), choice.alternatives()));
        if (run.generated() == run.request.maxTokens()) {
            end(run, Finish.MAX_TOKENS);
        } else if (run.length == settings.contextTokens()) {
            end(run, Finish.CONTEXT_FULL);
        }
    }

    private void rollBack() {
        for (int i = 0; i < inStep.size(); i++) {
            Run run = inStep.get(i);
            run.stepTokens = 0;
            residency.shrink(run);
        }
    }

    private void failStep() {
        for (int i = 0; i < inStep.size(); i++) {
            end(inStep.get(i), Finish.FAILED);
        }
    }

    private void end(Run run, Finish why) {
        residency.leave(run, why != Finish.FAILED);
        finish(run, why);
    }

    private static void finish(Run run, Finish why) {
        run.stream.end(why);
        try {
            run.request.chooser().close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a token chooser did not close", e);
        }
    }
}
